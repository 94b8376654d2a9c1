import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noticeActivities } from '../../activities/alerting/send-notice.ts';
import { newsPage } from '../../api/contract/market.ts';
import { problem } from '../../api/contract/problem.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../api/testing/api-under-test.ts';
import { createAlpacaBroker } from '../../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { createOpenAi } from '../../connectors/openai/language-model.ts';
import { createTelegramSender } from '../../connectors/telegram/send-telegram.ts';
import type { Notice } from '../../domain/alerts/notice.ts';
import { manualOrderId } from '../../domain/ordering/client-order-id.ts';
import { isAllSeen } from '../../domain/shown-text.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createCycleJournal } from '../../workflows/cycle-journal.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { anAccount, buy } from '../support/rows.ts';

const HOSTILE =
  'Ring\u202e\u0000 \u001b[2J\u001b]8;;http://evil\u0007click\u200b\u{e0041} <img src=x onerror=alert(1)> [a](http://evil) **b**';

const ID = manualOrderId({ userId: '00000000-0000-4000-8000-000000000000', keyDigest: '0'.repeat(64) });

let database: TestDatabase;
let api: ApiUnderTest;
let key: string;
let baseUrl: string;
const received: string[] = [];
/** Somebody outside who answers in such words. */
const outside = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    received.push(body);
    const isChat = request.url?.includes('/bot') === true;
    const answer = JSON.stringify({ code: 40310000, message: HOSTILE, [HOSTILE]: HOSTILE, error: HOSTILE });
    response.writeHead(isChat ? 200 : 422, { 'content-type': 'application/json' }).end(answer);
  });
});
beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  outside.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = outside.address();
  baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
  key = await aKeyOf(database.db, (await anAccount(database.db)).userId);
});
afterAll(async () => {
  outside.close();
  await api.close();
  await database.drop();
});

const isClean = (text: string): boolean => isAllSeen(text.replaceAll('\n', ''));
const kept = async (value: unknown) =>
  await database.db
    .insertInto('audit')
    .values({
      userId: null,
      actor: 'test',
      action: 'a',
      target: 't',
      result: 'r',
      data: JSON.stringify({ value }),
    })
    .execute();

describe('words that would give a terminal orders, hide, or be markup', () => {
  test.each([
    [
      'POST',
      '/v1/strategies',
      { name: 'Ring\u202egnp', kind: 'momentum', universe: ['AAPL'], intervalSeconds: 300 },
    ],
    ['POST', '/v1/alert-rules', { name: 'pay\u200bpal', severity: 'info', terms: { kind: 'fill' } }],
    [
      'POST',
      '/v1/strategies',
      { name: 'a\u009b2J', kind: 'momentum', universe: ['AAPL'], intervalSeconds: 300 },
    ],
  ])('are refused where a user names something: %s %s %j', async (method, path, body) => {
    const answer = await api.call(method, path, { key, body });
    expect([answer.status, problem.parse(await answer.json()).code]).toEqual([400, 'INVALID_REQUEST']);
  });

  test('are taken out of what the broker says when it rejects, so that the ledger can keep it', async () => {
    const broker = createAlpacaBroker({
      mode: 'sandbox',
      endpoints: alpacaEndpoints('sandbox', baseUrl),
      credentials: { keyId: 'k', secretKey: 's' },
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
    const outcome = await broker.submit(ID, buy('AAPL', '1'));
    expect(outcome.kind).toBe('rejected');
    const text = JSON.stringify(outcome);
    expect([isClean(text), text.includes('\\u0000'), text.includes('\\u001b')]).toEqual([true, false, false]);
    expect(await kept(outcome)).toHaveLength(1);
  });

  test('are taken out of what a provider of models says when it fails', async () => {
    const model = createOpenAi({ apiKey: 'k', baseUrl });
    const request = {
      system: 's',
      messages: [{ role: 'user', text: 'q' }],
      tools: [],
      maxOutputTokens: 10,
    } as const;
    const failure: unknown = await model
      .ask('m', request, { timeoutMs: 5_000 })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'SourceOutage', source: 'openai' });
    expect(isClean(String(failure))).toBe(true);
  });

  test('reach nobody by an alert', async () => {
    const telegram = createTelegramSender({ baseUrl, token: '1:t' });
    const notices = noticeActivities({
      db: database.db,
      senders: { telegram, email: undefined, webhook: undefined },
    });
    const notice: Notice = {
      id: '1',
      what: 'firing',
      severity: 'info',
      title: `${HOSTILE}\r\nBcc: all@example.test`,
      message: HOSTILE,
      facts: { [HOSTILE]: HOSTILE },
      at: '2026-01-06T15:30:00.000Z',
    };
    const channel = { id: 'c', kind: 'telegram', target: '42' } as const;
    expect(await notices.tryChannel({ channel, notice })).toEqual({ delivered: true });
    const sent = received.at(-1) ?? '';
    expect([isClean(sent), /\\u0000|\\u001b/.test(sent), sent.includes('\\nBcc')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('are plain words in the Web UI', () => {
    const shown: string[] = [];
    const cycle = {
      cycleId: 'c',
      strategyId: 's',
      asOf: '2026-01-06T15:30:00.000Z',
      trigger: 'api',
    } as const;
    const journal = createCycleJournal(cycle, (markdown) => shown.push(markdown));
    journal.end({
      cycleId: cycle.cycleId,
      asOf: cycle.asOf,
      status: 'refused',
      steps: [],
      outcome: 'refused',
      orders: [],
      refusal: { code: 'SOME_CODE', message: HOSTILE, facts: {} },
    });
    const text = shown.at(-1) ?? '';
    expect(isClean(text)).toBe(true);
    expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)\]\(|:\/\/evil|(?<!\\)\*\*b/);
  });

  test('are shown as text in news, and lead nowhere but to the web', () => {
    const article = {
      id: '1',
      headline: HOSTILE,
      summary: HOSTILE,
      source: HOSTILE,
      url: 'javascript:alert(1)',
      symbols: [],
      createdAt: '2026-01-06T15:30:00.000Z',
    };
    const page = { items: [article], nextCursor: null, source: 'alpaca', asOf: article.createdAt };
    const [shown] = newsPage.parse(page).items;
    expect([isClean(JSON.stringify(shown)), shown?.url]).toEqual([true, '']);
    expect(
      newsPage.parse({ ...page, items: [{ ...article, url: 'https://example.com/a' }] }).items[0]?.url,
    ).toBe('https://example.com/a');
  });
});
