import { afterAll, beforeAll, expect, test } from 'vitest';
import { alert, alertPage, alertRule, alertRulePage } from '../api/contract/alerts.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../api/testing/api-under-test.ts';
import { DEFAULT_RULES } from '../domain/alerts/default-rules.ts';
import { eventually } from '../tests/support/eventually.ts';
import { openOrderDesk } from '../tests/support/order-desk.ts';
import { buy } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';

let floor: TradingFloor;
let api: ApiUnderTest;
let key: string;

beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.startWorker();
  api = apiUnderTest({ db: floor.database.db });
  key = await aKeyOf(floor.database.db, floor.account.userId);
}, 120_000);
afterAll(async () => {
  await api.close();
  await floor.close();
});

const get = async (path: string): Promise<unknown> => (await api.call('GET', path, { key })).json();

/** The alerts, of all rules or of one, once there are so many. */
async function alertsOf(query: string, count: number, ofRule?: string) {
  return await eventually(
    `${count} alerts with ${query}`,
    async () => {
      const page = alertPage.parse(await get(`/v1/alerts?${query}`));
      const items = page.items.filter(({ ruleId }) => ofRule === undefined || ruleId === ofRule);
      return items.length === count ? items : undefined;
    },
    30_000,
  );
}

test('a rule becomes an alert by a real event, is acknowledged once, and ends with its rule', async () => {
  const desk = await openOrderDesk(floor);
  const rules = alertRulePage.parse(await get('/v1/alert-rules'));
  expect(rules.items).toHaveLength(DEFAULT_RULES.length);
  const wish = { name: 'Fills of AAPL', severity: 'info', terms: { kind: 'fill', symbol: 'AAPL' } };
  const made = await api.call('POST', '/v1/alert-rules', { key, body: wish });
  expect(made.status).toBe(201);
  const rule = alertRule.parse(await made.json());

  const { clientOrderId } = await desk.place(buy('AAPL', '3'));
  const [fired] = await alertsOf('state=firing', 1);
  expect(fired).toMatchObject({
    ruleId: rule.id,
    subject: clientOrderId,
    title: 'Fills of AAPL',
    state: 'firing',
  });
  const seen = () => api.call('POST', `/v1/alerts/${fired?.id}/acknowledgement`, { key });
  expect(alert.parse(await (await seen()).json()).state).toBe('acknowledged');
  expect((await seen()).status).toBe(200);

  expect((await api.call('DELETE', `/v1/alert-rules/${rule.id}`, { key })).status).toBe(204);
  await alertsOf('state=resolved', 1);
  expect((await seen()).status).toBe(409);
});

test('what the bus carried while no worker ran is told of afterwards, once', async () => {
  const desk = await openOrderDesk(floor);
  const wish = { name: 'Every fill', severity: 'info', terms: { kind: 'fill' } };
  const made = await api.call('POST', '/v1/alert-rules', { key, body: wish });
  expect(made.status).toBe(201);
  const rule = alertRule.parse(await made.json());
  const { clientOrderId } = await desk.place(buy('KO', '2'));
  await desk.until(clientOrderId, 'filled');
  await floor.killWorker();
  await floor.nats.resume({ withoutData: true });
  await floor.startWorker();
  // The house's own rules may find something meanwhile, such as a stale market stream.
  const [only] = await alertsOf('state=open', 1, rule.id);
  expect(only?.subject).toBe(clientOrderId);
}, 120_000);
