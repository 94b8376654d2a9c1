import type { Features } from '../analysis.ts';
import type { FusedView } from '../fusion.ts';
import { INDICATOR_NAMES } from '../indicators/indicator-values.ts';
import { decimal, toDecimalString } from '../money.ts';
import { isHeld } from '../strategies/survey-universe.ts';
import { sharesOf } from '../strategies/target-weight.ts';
import type { AnalystInput } from './generate-decision.ts';

const NUMBER_DIGITS = 4;
const WEIGHT_PLACES = 4;
/** What a first look goes by comes first. */
const INDICATORS = ['return5', ...INDICATOR_NAMES.filter((name) => name !== 'return5')] as const;

/** One line of JSON with what is known of a symbol in figures: all of it ours, no word of anybody else's. */
export function symbolFigures(input: AnalystInput, view: FusedView, features: Features | undefined): string {
  const { symbol, price, quote, trend, volatility, liquidity, shortInterest, conflicts } = view;
  const shares = sharesOf(input.positions, symbol);
  const ordered = sharesOf(input.openOrderQty, symbol);
  const missing = Object.entries(view).flatMap(([name, part]) => (isMissing(part) ? [name] : []));
  const stale = Object.entries(view).flatMap(([name, part]) => (isStale(part) ? [name] : []));
  return JSON.stringify({
    symbol,
    ...(price.status === 'ok' ? { price: price.value.amount } : {}),
    ...(quote.status === 'ok' ? { bid: quote.value.bid, ask: quote.value.ask } : {}),
    held: toDecimalString(shares),
    ...(ordered.isZero() ? {} : { onOrder: toDecimalString(ordered) }),
    ...(isHeld(input, symbol) ? heldWeight(input, view) : { heldWeight: '0' }),
    ...Object.fromEntries(
      INDICATORS.flatMap((name) => {
        const value = features?.[name];
        return value === undefined ? [] : [[name, rounded(value)]];
      }),
    ),
    ...(trend.status === 'ok' ? { trend: trend.value.direction } : {}),
    ...(volatility.status === 'ok' ? { volatility: rounded(volatility.value.annualised20) } : {}),
    ...(liquidity.status === 'ok' ? { dollarsADay: liquidity.value.averageDailyDollars } : {}),
    ...(shortInterest.status === 'ok' && shortInterest.value.daysToCover !== undefined
      ? { daysToCoverShorts: shortInterest.value.daysToCover }
      : {}),
    ...(features?.filingSurprise === undefined ? {} : { filingSurprise: rounded(features.filingSurprise) }),
    ...(missing.length === 0 ? {} : { missing }),
    ...(stale.length === 0 ? {} : { stale }),
    ...(conflicts.length === 0 ? {} : { conflicts: conflicts.map(({ code }) => code) }),
  });
}

function heldWeight(input: AnalystInput, { symbol, price }: FusedView) {
  const equity = decimal(input.equity);
  if (price.status === 'missing' || !equity.greaterThan(0)) return {};
  const shares = sharesOf(input.positions, symbol).plus(sharesOf(input.openOrderQty, symbol));
  const weight = shares.times(price.value.amount).div(equity).toDecimalPlaces(WEIGHT_PLACES);
  return { heldWeight: toDecimalString(weight) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(NUMBER_DIGITS));
}

function isMissing(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'status' in part && part.status === 'missing';
}

function isStale(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'stale' in part && part.stale === true;
}
