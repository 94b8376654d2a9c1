import { expect, test } from 'vitest';
import { type Fault, readFault } from './fault.ts';
import { createFaultBoard } from './fault-board.ts';
import { createHiddenOrders } from './hidden-orders.ts';

function fault(body: unknown): Fault {
  const read = readFault(body);
  if ('problem' in read) throw new Error(`${read.field} ${read.problem}`);
  return read;
}

test('a fault with times applies that often; without, until it is cleared', () => {
  const board = createFaultBoard();
  board.post(fault({ system: 'edgar', effect: 'reset', times: 2 }));
  board.post(fault({ system: 'edgar', effect: 'hang' }));
  const next = () => board.match('edgar', 'GET', '/edgar/x', ['reset', 'hang'])?.effect;
  expect([next(), next(), next(), next()]).toEqual(['reset', 'reset', 'hang', 'hang']);
  board.clear();
  expect(next()).toBeUndefined();
});

test('method and path narrow a fault', () => {
  const board = createFaultBoard();
  board.post(fault({ system: 'alpaca-trading', method: 'post', path: '/v2/orders', effect: 'reset' }));
  const applies = (method: string, path: string) =>
    board.match('alpaca-trading', method, path, ['reset']) !== undefined;
  expect(applies('POST', '/v2/orders')).toBe(true);
  expect(applies('GET', '/v2/orders')).toBe(false);
  expect(applies('POST', '/v2/orders/x')).toBe(false);
});

test('drop-socket acts at once and does not stay', () => {
  const board = createFaultBoard();
  let drops = 0;
  board.onDrop('trade-updates', () => {
    drops += 1;
  });
  board.post(fault({ system: 'trade-updates', effect: 'drop-socket' }));
  board.post(fault({ system: 'market-stream', effect: 'drop-socket' }));
  expect([drops, board.all()]).toEqual([1, []]);
});

test('hide-order hides for its ms from acceptance, whether it is set on the order or on the look-up', () => {
  const board = createFaultBoard();
  let now = 0;
  const hidden = createHiddenOrders(board, () => now);
  const lookUp = { method: 'GET', path: '/v2/orders:by_client_order_id' };
  hidden.accepted('before');
  board.post(fault({ system: 'alpaca-trading', effect: 'hide-order', ms: 100, times: 1 }));
  now = 500;
  expect(hidden.hides('before', lookUp)).toBe(false);
  hidden.accepted('order');
  expect(hidden.hides('order', lookUp)).toBe(true);
  now = 600;
  expect(hidden.hides('order', lookUp)).toBe(false);
  board.post(fault({ system: 'alpaca-trading', effect: 'hide-order', ms: 200, times: 1, ...lookUp }));
  expect([hidden.hides('order', lookUp), hidden.hides('order', lookUp)]).toEqual([true, false]);
});
