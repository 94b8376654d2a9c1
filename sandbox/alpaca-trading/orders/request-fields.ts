import type { JsonRecord } from '../../server/json-record.ts';
import { type Decimal, exact, text } from '../decimal.ts';
import { invalidOrder, isRefusal, type Refusal } from '../refusal.ts';

const AMOUNTS = {
  qty: 'qty',
  notional: 'notional',
  limitPrice: 'limit_price',
  stopPrice: 'stop_price',
  trailPrice: 'trail_price',
  trailPercent: 'trail_percent',
  trail: 'trail',
} as const;
export type AmountName = keyof typeof AMOUNTS;

/** The amounts of a body by these names; numbers may come as JSON numbers or as strings, as Alpaca takes both. */
export function readAmounts<Name extends AmountName>(
  body: JsonRecord,
  names: readonly Name[],
  prefix = '',
): Partial<Record<Name, Decimal>> | Refusal {
  const amounts: Partial<Record<Name, Decimal>> = {};
  for (const name of names) {
    const amount = readAmount(body[AMOUNTS[name]], `${prefix}${AMOUNTS[name]}`);
    if (amount === undefined) continue;
    if (isRefusal(amount)) return amount;
    amounts[name] = amount;
  }
  return amounts;
}

const PLAIN = /^[+-]?\d{1,15}(\.\d{1,20})?$/;

function readAmount(value: unknown, field: string): Decimal | undefined | Refusal {
  if (value === undefined || value === null || value === '') return undefined;
  const plain = typeof value === 'number' && Number.isFinite(value) ? text(exact(value)) : value;
  if (typeof plain !== 'string' || !PLAIN.test(plain)) return invalidOrder(`${field} is not a valid number`);
  const amount = exact(plain);
  return amount.isPositive() && !amount.isZero() ? amount : invalidOrder(`${field} must be > 0`);
}

export function readClientOrderId(body: JsonRecord): string | undefined | Refusal {
  const id = body['client_order_id'];
  if (id === undefined || id === null || id === '') return undefined;
  if (typeof id !== 'string') return invalidOrder('client_order_id must be a string');
  if (id.length > 128) return invalidOrder('client_order_id must be no more than 128 characters');
  return id;
}
