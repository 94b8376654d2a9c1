import type { FxExposure, Part, Price, Reading } from '../fusion.ts';
import type { FxRate } from '../market.ts';
import { decimal, toDecimalString } from '../money.ts';
import { gap, isKnown, knownPart, passOn } from './known-part.ts';

/** Cents are not enough for a share of a few dollars in yen, and more than six places say nothing. */
const PLACES = 6;

/**
 * What the dollars of a share are exposed to: the newest rate of each pair published by `asOfMs`, ordered by pair, and
 * the price of a share by them, where there is one. As old as the oldest rate.
 */
export function fuseFx(
  reading: Reading<readonly FxRate[]>,
  price: Part<Price>,
  asOfMs: number,
): Part<FxExposure> {
  if (reading.status === 'missing') return passOn(reading);
  const newest = new Map<string, FxRate>();
  for (const rate of reading.value) {
    if (!isKnown(rate.availableAt, asOfMs)) continue;
    const pair = `${rate.base}/${rate.quote}`;
    const other = newest.get(pair);
    if (other === undefined || Date.parse(other.availableAt) < Date.parse(rate.availableAt)) {
      newest.set(pair, rate);
    }
  }
  const rates = [...newest.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, rate]) => rate);
  if (rates.length === 0) return gap(reading.source, 'NOT_YET_KNOWN', 'No rate had been published.');
  const oldestMs = Math.min(...rates.map((rate) => Date.parse(rate.availableAt)));
  const exposure = { currency: 'USD', rates } as const;
  if (price.status === 'missing') return knownPart('fxExposure', reading, exposure, oldestMs, asOfMs);
  const share = rates
    .filter(({ base }) => base === 'USD')
    .map(({ quote, rate }) => ({
      currency: quote,
      amount: toDecimalString(decimal(price.value.amount).times(decimal(rate)).toDecimalPlaces(PLACES)),
    }));
  const part = knownPart('fxExposure', reading, { ...exposure, share }, oldestMs, asOfMs);
  return part.status === 'ok' ? { ...part, alsoFrom: [price.hash] } : part;
}
