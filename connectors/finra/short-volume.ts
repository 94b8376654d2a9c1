import { newYorkTime } from '../../domain/calendar/new-york-time.ts';
import type { ShortVolume, Timestamp } from '../../domain/market.ts';
import { decimal } from '../../domain/money.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import type { ShortVolumeSource } from '../../domain/ports/short-volume.ts';
import { baseUrlOf } from '../http/base-url.ts';
import type { Asked } from '../http/parse-answer.ts';
import { requestText } from '../http/request-text.ts';
import { symbolsByCode } from './finra-codes.ts';
import { readShortVolumes } from './short-volume-answer.ts';

const DAY_MS = 86_400_000;
const MAX_BYTES = 16 * 1024 * 1024;
/** FINRA posts a day's file by 18:00 New York time; two hours more make sure. */
const PUBLISHED_AT = 'T20:00:00';
/** The exchanges are never closed for longer than this many weekdays in a row. */
const WEEKDAYS_BACK = 3;
/** A file does not change once it is there; a correction is seen the day after. */
const KEPT_MS = DAY_MS;
const BYTES_MAX = 16 * 1024 * 1024;

/** FINRA's file server, or the sandbox's at `${sandboxUrl}/finra`. */
export const FINRA_FILES_URL = 'https://cdn.finra.org';

/**
 * Daily short sale volume (the consolidated file, all of FINRA's facilities). A bare request is refused with 403, and
 * so is a day without a file: then the weekday before is asked for.
 */
export function createFinraShortVolume(options: {
  readonly baseUrl: string;
  readonly cache: MakeCache;
  readonly timeoutMs?: number;
}): ShortVolumeSource {
  const baseUrl = baseUrlOf(options.baseUrl);
  const { timeoutMs = 15_000 } = options;
  const kept = options.cache<Readonly<Record<string, ShortVolume>>>({
    source: 'finra',
    name: 'short volume',
    maxAgeMs: KEPT_MS,
    bytesMax: BYTES_MAX,
  });

  const load = async (day: string, symbols: readonly string[]) => {
    const path = `/equity/regsho/daily/CNMSshvol${day.replaceAll('-', '')}.txt`;
    const asked: Asked = { source: 'finra', request: `GET ${path}` };
    const headers = { 'user-agent': 'AlphaFlow', accept: 'text/plain' };
    const request = { url: `${baseUrl}${path}`, headers, timeoutMs, maxBytes: MAX_BYTES };
    const { body } = await requestText(asked, request);
    const symbolOf = symbolsByCode(symbols);
    const rows = readShortVolumes(body, (code) => symbolOf.has(code), asked);
    const availableAt = publishedAt(day);
    return Object.fromEntries(
      rows
        .filter(({ TotalVolume }) => !decimal(TotalVolume).isZero())
        .map((row): readonly [string, ShortVolume] => {
          const { ShortVolume: shortVolume, ShortExemptVolume: shortExemptVolume } = row;
          const date = `${row.Date.slice(0, 4)}-${row.Date.slice(4, 6)}-${row.Date.slice(6)}`;
          if (date !== day) {
            throw new SourceOutage({ ...asked, kind: 'malformed', reason: `it holds sales of ${date}` });
          }
          const volumes = { shortVolume, shortExemptVolume, totalVolume: row.TotalVolume };
          return [symbolOf.get(row.Symbol) ?? row.Symbol, { date, ...volumes, availableAt }];
        }),
    );
  };

  return {
    async shortVolume(symbols, asOf, signal) {
      if (symbols.length === 0) return new Map();
      const wanted = [...new Set(symbols)].sort();
      let refusal: unknown;
      for (const day of newestDaysKnownAt(asOf)) {
        try {
          const key = `${day} ${wanted.join(',')}`;
          return new Map(Object.entries(await kept.read(key, asOf, () => load(day, wanted), { signal })));
        } catch (error) {
          if (!isNoFile(error)) throw error;
          refusal = error;
        }
      }
      throw refusal;
    },
  };
}

/** A day without a file is answered like a stranger: 403 or 404. */
function isNoFile(error: unknown): boolean {
  return error instanceof SourceOutage && (error.kind === 'unauthorized' || error.kind === 'refused');
}

function publishedAt(day: string): Timestamp {
  return new Date(newYorkTime(`${day}${PUBLISHED_AT}`)).toISOString();
}

function newestDaysKnownAt(asOf: Timestamp): readonly string[] {
  const days: string[] = [];
  for (let ms = Date.parse(asOf); days.length <= WEEKDAYS_BACK; ms -= DAY_MS) {
    const day = new Date(ms).toISOString().slice(0, 10);
    const isWeekend = [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
    if (!isWeekend && publishedAt(day) <= asOf) days.push(day);
  }
  return days;
}
