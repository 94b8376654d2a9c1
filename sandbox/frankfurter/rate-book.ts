import { numberAt } from '../world/number-at.ts';
import { bell, createRandom, hashText } from '../world/random.ts';
import { type Currency, currencies, euro } from './currencies.ts';
import { listReferenceDays, publishedAt } from './reference-days.ts';

/** The reference rates as far as they are published. */
export interface RateBook {
  /** The last day with rates at or before `date` and published by `now`; undefined before the first. */
  dayUntil(date: string, now: number): string | undefined;
  /** Days with rates in [from, to], oldest first, published by `now`. */
  days(from: string, to: string, now: number): readonly string[];
  /** Units of `quote` for one `base` on a day with rates. */
  rate(day: string, base: string, quote: string): number;
  isCurrency(code: string): boolean;
}

/** Pull back to the usual rate, per day. */
const reversion = 1 / 400;

/** Rounds as reference rates are printed: five significant digits. */
export function roundRate(rate: number): number {
  return Number(rate.toPrecision(5));
}

function walk(currency: Currency, length: number): Float64Array {
  const random = createRandom(hashText(`rate ${currency.code}`));
  const rates = new Float64Array(length);
  let deviation = 0;
  for (let i = 0; i < length; i += 1) {
    deviation = deviation * (1 - reversion) + currency.dailyVolatility * bell(random);
    rates[i] = roundRate(currency.perEuro * Math.exp(deviation));
  }
  return rates;
}

/** Made-up reference rates, the same in every world. They are worked out when first asked for. */
export function createRateBook(): RateBook {
  const byCode = new Map(currencies.map((currency) => [currency.code, currency]));
  const walks = new Map<string, Float64Array>();
  let listed: readonly string[] | undefined;
  const allDays = (): readonly string[] => {
    listed ??= listReferenceDays();
    return listed;
  };
  /** Number of the first day after `date`. */
  const after = (date: string): number => {
    let [low, high] = [0, allDays().length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((allDays()[middle] ?? '') <= date) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const perEuro = (place: number, code: string): number => {
    if (code === euro.code) return 1;
    const currency = byCode.get(code);
    if (currency === undefined) throw new RangeError(`no currency ${code}`);
    const rates = walks.get(code) ?? walk(currency, allDays().length);
    walks.set(code, rates);
    return numberAt(rates, place);
  };
  const publishedUntil = (date: string, now: number): number => {
    let end = Math.min(after(date), after(new Date(now).toISOString().slice(0, 10)));
    while (end > 0 && publishedAt(allDays()[end - 1] ?? '') > now) end -= 1;
    return end;
  };
  return {
    dayUntil: (date, now) => allDays()[publishedUntil(date, now) - 1],
    days: (from, to, now) => {
      const end = publishedUntil(to, now);
      return allDays()
        .slice(0, end)
        .slice(after(from) - Number(allDays()[after(from) - 1] === from));
    },
    rate: (day, base, quote) => {
      const place = after(day) - 1;
      return base === quote ? 1 : roundRate(perEuro(place, quote) / perEuro(place, base));
    },
    isCurrency: (code) => code === euro.code || byCode.has(code),
  };
}
