import type { Timestamp } from '../market.ts';
import type { DecimalString } from '../money.ts';
import { decimal, toDecimalString } from '../money.ts';
import type { BrokerOrder, Execution } from '../order.ts';
import { pricesAgree } from './prices-agree.ts';

/** An execution that the ledger has booked. */
export type BookedExecution = Pick<Execution, 'executionId' | 'qty' | 'price' | 'cumulativeQty' | 'at'>;

/** Stream and list may name one execution twice and date it differently by this much. */
const SAME_MOMENT_MS = 1_000;

/** True when the two are one execution under two ids: same place within the order, same terms, same moment. */
export function isCopy(booked: BookedExecution, other: BookedExecution): boolean {
  return (
    decimal(booked.cumulativeQty).eq(other.cumulativeQty) &&
    decimal(booked.qty).eq(other.qty) &&
    decimal(booked.price).eq(other.price) &&
    Math.abs(Date.parse(booked.at) - Date.parse(other.at)) <= SAME_MOMENT_MS
  );
}

/** What has to go from the ledger and what has to come to make an order's fills the broker's. */
export interface Corrections {
  readonly takenBack: readonly string[];
  readonly missing: readonly Execution[];
}

/**
 * Lays an order's booked executions beside those that the broker lists, where the list is known to be the whole truth:
 * it adds up to the quantity and the average price of the order as the broker tells it, and nothing is booked that
 * happened after that. Undefined otherwise: the books are in motion, or the broker's list lags behind, and that an
 * execution is not listed proves nothing.
 */
export function correctionsOf(order: {
  readonly booked: readonly BookedExecution[];
  readonly listed: readonly Execution[];
  readonly told: Pick<BrokerOrder, 'filledQty' | 'filledAvgPrice' | 'updatedAt'>;
}): Corrections | undefined {
  const { booked, listed, told } = order;
  if (!addsUp(listed, told)) return undefined;
  const { unlisted, missing } = unmatched(booked, listed);
  if (unlisted.some(({ at }) => isLater(at, told.updatedAt))) return undefined;
  return { takenBack: unlisted.map(({ executionId }) => executionId), missing };
}

/** One order's executions that only the ledger has, and those that only the broker's list has. */
export function unmatched(
  booked: readonly BookedExecution[],
  listed: readonly Execution[],
): { readonly unlisted: readonly BookedExecution[]; readonly missing: readonly Execution[] } {
  const listedIds = new Set(listed.map(({ executionId }) => executionId));
  const bookedIds = new Set(booked.map(({ executionId }) => executionId));
  const missing = listed.filter(({ executionId }) => !bookedIds.has(executionId));
  const unlisted = booked.filter((one) => {
    if (listedIds.has(one.executionId)) return false;
    const copy = missing.findIndex((other) => isCopy(one, other));
    if (copy >= 0) missing.splice(copy, 1);
    return copy < 0;
  });
  return { unlisted, missing };
}

/**
 * True when what the broker tells of an order cannot be had by adding fills to what the ledger has booked of it: an
 * execution was taken back or corrected, or the word is an old one. `filledAvgPrice` is null where nothing is filled.
 */
export function contradictsFills(
  row: {
    readonly status: string;
    readonly filledQty: DecimalString;
    readonly filledAvgPrice: DecimalString | null;
    readonly brokerFilledQty: DecimalString;
  },
  told: Pick<BrokerOrder, 'filledQty' | 'filledAvgPrice'>,
): boolean {
  const filled = decimal(row.filledQty);
  if (filled.gt(told.filledQty) || decimal(row.brokerFilledQty).gt(told.filledQty)) return true;
  if (filled.lt(told.filledQty)) return false;
  if (filled.isZero()) return row.status === 'partially_filled';
  const { filledAvgPrice } = told;
  return filledAvgPrice !== undefined && !pricesAgree(row.filledAvgPrice ?? '0', filledAvgPrice);
}

function addsUp(
  listed: readonly Execution[],
  told: Pick<BrokerOrder, 'filledQty' | 'filledAvgPrice'>,
): boolean {
  const none = decimal('0');
  const qty = listed.reduce((sum, one) => sum.plus(one.qty), none);
  if (!qty.eq(told.filledQty)) return false;
  if (qty.isZero()) return true;
  const average = listed.reduce((sum, one) => sum.plus(decimal(one.qty).times(one.price)), none).div(qty);
  return told.filledAvgPrice !== undefined && pricesAgree(toDecimalString(average), told.filledAvgPrice);
}

function isLater(one: Timestamp, other: Timestamp): boolean {
  return Date.parse(one) > Date.parse(other);
}
