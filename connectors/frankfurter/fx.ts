import { z } from 'zod';
import type { FxRate, Timestamp } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import type { Fx } from '../../domain/ports/fx.ts';
import { calendarDay, decimalText } from '../http/answer-fields.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { requestText } from '../http/request-text.ts';

const ratesAnswer = z.array(
  z.looseObject({ date: calendarDay, base: z.string(), quote: z.string(), rate: decimalText }),
);

const DAY_MS = 86_400_000;
/** Longer than any run of days without a rate: Easter gives four, the turn of a year as many. */
const DAYS_BACK = 10;
/** Published once a working day; a day's rates are asked for anew each hour, in case they came late. */
const KEPT_MS = 3_600_000;
const BYTES_MAX = 1_048_576;
/**
 * The European Central Bank publishes a day's rates at about 16:00 Central European Time: 15:00 UTC in winter and an
 * hour earlier in summer. The later one is used throughout the year.
 */
const PUBLISHED_AT = 'T15:00:00.000Z';

/** Frankfurter's public service, or the sandbox's at `${sandboxUrl}/frankfurter`. */
export const FRANKFURTER_URL = 'https://api.frankfurter.dev';

/** Reference rates of the European Central Bank through Frankfurter, version 2 (`baseUrl` comes before `/v2`). */
export function createFrankfurter(options: {
  readonly baseUrl: string;
  readonly cache: MakeCache;
  readonly timeoutMs?: number;
}): Fx {
  const { timeoutMs = 10_000 } = options;
  const baseUrl = baseUrlOf(options.baseUrl);
  const kept = options.cache<readonly FxRate[]>({
    source: 'frankfurter',
    name: 'rates',
    maxAgeMs: KEPT_MS,
    bytesMax: BYTES_MAX,
  });

  const load = async (base: string, quotes: readonly string[], to: string): Promise<readonly FxRate[]> => {
    const from = dayBefore(to, DAYS_BACK);
    const query = new URLSearchParams({ base, quotes: quotes.join(','), providers: 'ECB', from, to });
    const asked = { source: 'frankfurter', request: `GET /v2/rates?base=${base}&to=${to}` };
    const answer = await requestText(asked, {
      url: `${baseUrl}/v2/rates?${query.toString()}`,
      headers: { accept: 'application/json' },
      timeoutMs,
      maxBytes: 1_048_576,
    });
    const rows = parseAnswer(ratesAnswer, answer.body, asked).filter(
      (row) => row.base === base && row.date <= to,
    );
    return quotes.map((quote): FxRate => {
      const newest = rows
        .filter((row) => row.quote === quote)
        .reduce<(typeof rows)[number] | undefined>(
          (best, row) => (best && best.date >= row.date ? best : row),
          undefined,
        );
      if (newest === undefined) {
        const reason = `no rate for ${quote} from ${from} to ${to}`;
        throw new SourceOutage({ ...asked, kind: 'malformed', reason });
      }
      const { rate, date } = newest;
      return { base, quote, rate, date, availableAt: `${date}${PUBLISHED_AT}` };
    });
  };

  return {
    async rates(base, quotes, asOf, signal) {
      if (quotes.length === 0) return [];
      const to = newestDayKnownAt(asOf);
      const key = `${to} ${base} ${quotes.join(',')}`;
      return await kept.read(key, asOf, () => load(base, quotes, to), { signal });
    },
  };
}

function newestDayKnownAt(asOf: Timestamp): string {
  const day = asOf.slice(0, 10);
  return asOf >= `${day}${PUBLISHED_AT}` ? day : dayBefore(day, 1);
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
