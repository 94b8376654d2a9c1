import { z } from 'zod';
import type { ShortInterest, Timestamp } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import type { ShortInterestSource } from '../../domain/ports/short-interest.ts';
import { calendarDay, decimalText } from '../http/answer-fields.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { type Asked, parseAnswer } from '../http/parse-answer.ts';
import { requestText, type TextAnswer } from '../http/request-text.ts';
import { symbolsByCode } from './finra-codes.ts';

const reportsAnswer = z.array(
  z.looseObject({
    symbolCode: z.string().min(1),
    settlementDate: calendarDay,
    currentShortPositionQuantity: decimalText.nullable(),
    previousShortPositionQuantity: decimalText.nullable(),
    averageDailyVolumeQuantity: decimalText.nullable(),
    daysToCoverQuantity: decimalText.nullable(),
  }),
);
type Report = z.output<typeof reportsAnswer>[number];

const PATH = '/data/group/otcMarket/name/consolidatedShortInterest';
const FIELDS = Object.keys(reportsAnswer.element.shape);
/** The most rows FINRA gives in one answer; its 3 MB limit can end one sooner. */
const ROWS_PER_PAGE = 5_000;
const MAX_PAGES = 40;
const MAX_BYTES = 8 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** Published twice a month. */
const KEPT_MS = 6 * 3_600_000;
const BYTES_MAX = 16 * 1024 * 1024;
/**
 * FINRA publishes seven business days after settlement, and names no hour. Twelve calendar days cover that with a
 * holiday in between; studies of this data set wait as long.
 */
const PUBLISHED_AFTER_DAYS = 12;
/** Reports come twice a month: this window holds at least three. */
const WINDOW_DAYS = 60;
/** What FINRA writes where there is no volume to divide by. */
const DAYS_TO_COVER_FILLER = '999.99';

/** FINRA's public service, or the sandbox's at `${sandboxUrl}/finra`. */
export const FINRA_URL = 'https://api.finra.org';

/**
 * Consolidated short interest from FINRA, by whichever of its codes a symbol has there. `token` is an OAuth bearer token, for the day anonymous use ends.
 * A report with a figure left empty counts as none.
 */
export function createFinra(options: {
  readonly baseUrl: string;
  readonly cache: MakeCache;
  readonly token?: string;
  readonly timeoutMs?: number;
}): ShortInterestSource {
  const url = `${baseUrlOf(options.baseUrl)}${PATH}`;
  const { token, timeoutMs = 15_000 } = options;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const asked: Asked = { source: 'finra', request: `POST ${PATH}` };

  const kept = options.cache<Readonly<Record<string, ShortInterest>>>({
    source: 'finra',
    name: 'short interest',
    maxAgeMs: KEPT_MS,
    bytesMax: BYTES_MAX,
  });

  const load = async (symbols: readonly string[], asOf: Timestamp) => {
    const symbolOf = symbolsByCode(symbols);
    const newest: Record<string, ShortInterest> = {};
    let received = 0;
    for (let page = 0; ; page += 1) {
      const body = JSON.stringify(question([...symbolOf.keys()], asOf, received));
      const request = { url, method: 'POST', headers, body, timeoutMs, maxBytes: MAX_BYTES } as const;
      const answer = await requestText(asked, request);
      const reports = answer.status === 204 ? [] : parseAnswer(reportsAnswer, answer.body, asked);
      for (const report of reports) {
        const symbol = symbolOf.get(report.symbolCode);
        const found = toShortInterest(report);
        if (symbol === undefined || found === undefined || found.availableAt > asOf) continue;
        const best = newest[symbol];
        if (best === undefined || best.settlementDate < found.settlementDate) newest[symbol] = found;
      }
      received += reports.length;
      if (reports.length === 0 || received >= totalOf(answer, received)) return newest;
      if (page + 1 >= MAX_PAGES)
        throw new SourceOutage({ ...asked, kind: 'malformed', reason: 'pages without end' });
    }
  };

  return {
    async shortInterest(symbols, asOf, signal) {
      if (symbols.length === 0) return new Map();
      const wanted = [...new Set(symbols)].sort();
      // What is known changes with the day alone: reports become known twelve days after their settlement.
      const key = `${asOf.slice(0, 10)} ${wanted.join(',')}`;
      return new Map(Object.entries(await kept.read(key, asOf, () => load(wanted, asOf), { signal })));
    },
  };
}

function question(codes: readonly string[], asOf: Timestamp, offset: number): object {
  const newest = Date.parse(asOf) - PUBLISHED_AFTER_DAYS * DAY_MS;
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return {
    fields: FIELDS,
    domainFilters: [{ fieldName: 'symbolCode', values: codes }],
    dateRangeFilters: [
      { fieldName: 'settlementDate', startDate: day(newest - WINDOW_DAYS * DAY_MS), endDate: day(newest) },
    ],
    offset,
    limit: ROWS_PER_PAGE,
  };
}

/** Rows in the whole answer by the `Record-Total` header; without one, a page that is not full is the last. */
function totalOf(answer: TextAnswer, received: number): number {
  const header = answer.headers.get('record-total');
  if (header !== null && /^\d+$/.test(header)) return Number(header);
  return received % ROWS_PER_PAGE === 0 ? received + 1 : received;
}

function toShortInterest(report: Report): ShortInterest | undefined {
  const { settlementDate, previousShortPositionQuantity: previous, daysToCoverQuantity: days } = report;
  const shortQuantity = report.currentShortPositionQuantity;
  const averageDailyVolume = report.averageDailyVolumeQuantity;
  if (shortQuantity === null || averageDailyVolume === null) return undefined;
  return {
    settlementDate,
    shortQuantity,
    averageDailyVolume,
    ...(previous === null ? {} : { previousShortQuantity: previous }),
    ...(days === null || days === DAYS_TO_COVER_FILLER ? {} : { daysToCover: days }),
    availableAt: new Date(Date.parse(settlementDate) + PUBLISHED_AFTER_DAYS * DAY_MS).toISOString(),
  };
}
