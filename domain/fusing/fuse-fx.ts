import type { Part, Reading } from '../fusion.ts';
import type { FxRate } from '../market.ts';
import { gap, isKnown, knownPart, passOn } from './known-part.ts';

/** The newest rate of each pair published by `asOfMs`, ordered by pair. The part is as old as its oldest rate. */
export function fuseFx(reading: Reading<readonly FxRate[]>, asOfMs: number): Part<readonly FxRate[]> {
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
  return knownPart('fx', reading, rates, oldestMs, asOfMs);
}
