import { expect, test } from 'vitest';
import { clientOrderId } from '../domain/ordering/client-order-id.ts';
import { SourceOutage } from '../domain/outage.ts';
import { createLogger } from '../telemetry/log.ts';
import { createGuard } from './guard.ts';
import { GUARD_TERMS } from './guard-terms.ts';
import { guardedBroker } from './guarded-broker.ts';
import { aBroker } from './testing/a-broker.ts';

const down = async (): Promise<never> => {
  throw new SourceOutage({ source: 'alpaca', request: 'GET /', kind: 'timeout', reason: 'late' });
};

test('an open breaker stops a cycle’s reading of the books; whatever is about orders goes through', async () => {
  const sent: string[] = [];
  const did =
    <Answer>(what: string, answer: Answer) =>
    async (): Promise<Answer> => {
      sent.push(what);
      return answer;
    };
  const guard = createGuard(GUARD_TERMS.alpaca, createLogger({ name: 'unit', level: 'silent' }));
  const reads = { account: down, positions: down, clock: down };
  const broker = guardedBroker(
    aBroker({
      ...reads,
      orderByClientOrderId: did('look up', undefined),
      orders: did('list', []),
      submit: did('submit', { kind: 'unknown', reason: '' } as const),
      replace: did('replace', { kind: 'unknown', reason: '' } as const),
      cancel: did('cancel', { kind: 'requested' } as const),
      cancelAll: did('cancel all', []),
      suspendTrading: did('suspend', undefined),
    }),
    guard,
  );
  await expect(broker.account()).rejects.toMatchObject({ kind: 'timeout' });
  for (const read of [broker.account(), broker.positions(), broker.clock()]) {
    await expect(read).rejects.toMatchObject({ kind: 'breaker-open' });
  }
  const id = clientOrderId('m-1');
  await broker.orderByClientOrderId(id);
  await broker.orders({ status: 'open' });
  await broker.submit(id, { symbol: 'AAPL', side: 'buy', type: 'market', qty: '1', timeInForce: 'day' });
  await broker.replace('b', id, { qty: '2' });
  await broker.cancel('b');
  await broker.cancelAll();
  await broker.suspendTrading(true);
  expect(sent).toEqual(['look up', 'list', 'submit', 'replace', 'cancel', 'cancel all', 'suspend']);
});
