import type { Abstention, Decision, Proposal } from '../decision.ts';
import type { Decimal, DecimalString } from '../money.ts';
import { decimal, isDecimalString, toDecimalString } from '../money.ts';
import { abstain } from './abstain.ts';
import type { Judged } from './judge-data.ts';

/** What a strategy wants of one symbol. `weight` is the share of equity to hold, 0 for nothing. */
export interface Target {
  readonly data: Judged;
  readonly weight: DecimalString;
  /** In [0, 1]. */
  readonly confidence: number;
  readonly thesis: string;
  readonly invalidation: string;
}

export interface Book {
  readonly equity: DecimalString;
  /** Signed shares by symbol; a symbol without an entry is not held. */
  readonly positions: Readonly<Record<string, DecimalString>>;
  readonly openOrderQty: Readonly<Record<string, DecimalString>>;
}

/**
 * Turns target weights into orders: whole shares, rounded toward zero; what open orders will still bring counts as
 * held. Buys are sized at the ask and sells at the bid. A step smaller than `band` (a share of equity) is left alone,
 * unless it closes a holding. Never sells more than is held. Sells come first, then by symbol.
 */
export function sizeToTarget(book: Book, targets: readonly Target[], band: DecimalString): Decision {
  const sized = targets.map((target) => size(book, target, band));
  const proposals = sized.filter((one): one is Proposal => 'side' in one);
  const abstentions = sized.filter((one): one is Abstention => 'code' in one);
  return { proposals: inOrder(proposals), abstentions: bySymbol(abstentions) };
}

function size(book: Book, target: Target, band: DecimalString): Proposal | Abstention {
  const { symbol, quote, evidence } = target.data;
  if (!isDecimalString(book.equity) || !decimal(book.equity).gt(0)) {
    return abstain(symbol, 'NO_EQUITY', 'There is no equity to size by.', { equity: book.equity });
  }
  const equity = decimal(book.equity);
  const held = sharesOf(book.positions, symbol);
  const open = sharesOf(book.openOrderQty, symbol);
  const wanted = equity.times(target.weight);
  const buying = wanted.div(quote.ask).gt(held.plus(open));
  const price = buying ? quote.ask : quote.bid;
  const ideal = wanted.div(price).minus(held).minus(open);
  // Between bid and ask the target is neither above nor below what is held.
  const step = buying ? ideal : decimalMin(ideal, decimal('0'));
  const facts = {
    held: toDecimalString(held),
    openOrders: toDecimalString(open),
    targetWeight: target.weight,
    price,
  };
  if (step.isZero()) return abstain(symbol, 'AT_TARGET', 'The holding is at its target.', facts);
  const sellable = decimalMax(decimalMin(held, held.plus(open)), decimal('0'));
  const shares = (buying ? step : decimalMin(step.abs(), sellable)).truncated();
  if (shares.isZero()) {
    return sellable.lt(1) && !buying
      ? abstain(
          symbol,
          'NOTHING_TO_SELL',
          'What is held is already being sold, or is under one share.',
          facts,
        )
      : abstain(symbol, 'UNDER_ONE_SHARE', 'The step to the target is under one share.', facts);
  }
  const value = shares.times(price);
  if (!decimal(target.weight).isZero() && value.lt(equity.times(band))) {
    return abstain(symbol, 'INSIDE_BAND', 'The step to the target is too small to trade.', {
      ...facts,
      step: toDecimalString(shares),
      stepNotional: toDecimalString(value),
      band,
    });
  }
  return {
    symbol,
    side: buying ? 'buy' : 'sell',
    qty: toDecimalString(shares),
    targetWeight: target.weight,
    referencePrice: price,
    confidence: target.confidence,
    thesis: target.thesis,
    invalidation: target.invalidation,
    evidence,
  };
}

/** Shares of a symbol in a book. @throws RangeError for text that is no decimal: a book must be readable to be traded. */
export function sharesOf(book: Readonly<Record<string, DecimalString>>, symbol: string): Decimal {
  return decimal((Object.hasOwn(book, symbol) ? book[symbol] : undefined) ?? '0');
}

export function bySymbol<T extends { readonly symbol: string }>(all: readonly T[]): readonly T[] {
  return [...all].sort((one, other) => (one.symbol < other.symbol ? -1 : one.symbol > other.symbol ? 1 : 0));
}

function inOrder(proposals: readonly Proposal[]): readonly Proposal[] {
  const sorted = bySymbol(proposals);
  return [...sorted.filter(({ side }) => side === 'sell'), ...sorted.filter(({ side }) => side === 'buy')];
}

function decimalMin(one: Decimal, other: Decimal): Decimal {
  return one.lt(other) ? one : other;
}

function decimalMax(one: Decimal, other: Decimal): Decimal {
  return one.gt(other) ? one : other;
}
