import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { readBody } from '../alpaca-trading/answer.ts';
import { exact, text } from '../alpaca-trading/decimal.ts';
import type { Exchange } from '../alpaca-trading/exchange.ts';
import { orderJson } from '../alpaca-trading/wire/order-json.ts';
import type { FieldError } from '../faults/fault.ts';
import { isRecord } from '../server/json-record.ts';
import { refuseControl } from './refuse-control.ts';

/**
 * /_sandbox/busts: the exchange takes an execution back (`trade_bust`), or puts another price and quantity in its
 * place under a new execution id (`trade_correct`). The books follow.
 */
export function bustControls({ ledger, bookkeeper, clock }: Exchange): Hono {
  const routes = new Hono();
  routes.post('/busts', async (c) => {
    const asked = readBust(await readBody(c));
    if ('problem' in asked) return refuseControl(c, asked);
    const { executionId, correct } = asked;
    const found = ledger.execution(executionId);
    if (!found) return refuseControl(c, { field: 'execution_id', problem: 'is no execution that stands' });
    const order = ledger.order(found.orderId);
    if (!order) throw new Error(`execution ${executionId} has no order`);
    const most = order.qty === null ? found.qty : exact(order.qty).minus(order.filledQty).plus(found.qty);
    if (correct && exact(correct.qty).greaterThan(most)) {
      return refuseControl(c, { field: 'correct', problem: `qty must be at most ${text(most)}` });
    }
    const corrected = correct ? { executionId: randomUUID(), ...correct } : null;
    const entry = { type: 'execution-busted', orderId: found.orderId, executionId, corrected } as const;
    const stamped = bookkeeper.record(entry, clock.now());
    bookkeeper.announce(corrected ? 'trade_correct' : 'trade_bust', order, stamped, {
      executionId: corrected?.executionId ?? randomUUID(),
      previousExecutionId: executionId,
      qty: exact(corrected?.qty ?? text(found.qty)),
      price: exact(corrected?.price ?? text(found.price)),
    });
    await bookkeeper.durable();
    return c.json({ execution_id: executionId, corrected, order: orderJson(order) });
  });
  return routes;
}

interface Bust {
  readonly executionId: string;
  readonly correct: { readonly price: string; readonly qty: string } | undefined;
}

function readBust(body: unknown): Bust | FieldError {
  if (!isRecord(body)) return { field: 'body', problem: 'must be a JSON object' };
  const unknown = Object.keys(body).find((field) => field !== 'execution_id' && field !== 'correct');
  if (unknown !== undefined) return { field: unknown, problem: 'is not a field of a bust' };
  const { execution_id: executionId, correct } = body;
  if (typeof executionId !== 'string') return { field: 'execution_id', problem: 'must be text' };
  if (correct === undefined || correct === null) return { executionId, correct: undefined };
  const wrong = { field: 'correct', problem: 'must have a positive price and qty' };
  if (!isRecord(correct)) return wrong;
  const [price, qty] = [readAmount(correct['price']), readAmount(correct['qty'])];
  return price === undefined || qty === undefined ? wrong : { executionId, correct: { price, qty } };
}

/** A positive decimal, sent as a JSON number or as text. */
function readAmount(value: unknown): string | undefined {
  const plain = typeof value === 'number' && Number.isFinite(value) ? text(exact(value)) : value;
  if (typeof plain !== 'string' || !/^\d{1,15}(\.\d{1,9})?$/.test(plain)) return undefined;
  const amount = exact(plain);
  return amount.greaterThan(0) ? text(amount) : undefined;
}
