import type { z } from 'zod';
import type { Filing } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { Filings } from '../../domain/ports/filings.ts';
import type { Logger } from '../../telemetry/log.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { type Asked, parseAnswer } from '../http/parse-answer.ts';
import { requestText } from '../http/request-text.ts';
import type { EdgarUrls } from './edgar-urls.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { createRequestPace } from './request-pace.ts';
import { submissionsAnswer } from './submissions-answer.ts';
import { createDailyCopy, edgarTicker, tickersAnswer } from './ticker-directory.ts';

const DAY_MS = 86_400_000;
/** The SEC allows 10 requests a second to one user over all machines; this is one process's part. */
const REQUESTS_PER_SECOND = 8;
/** After a block for too many requests the rate must stay low for ten minutes. */
const BLOCKED_FOR_MS = 600_000;
const MAX_BYTES = 32 * 1024 * 1024;
/** A company files a few times a month: what was read of it serves for ten minutes. */
const KEPT_MS = 600_000;

/**
 * Filings from the SEC's EDGAR. One a process: it holds the pace and the list of tickers.
 * `userAgent` names a company and a contact, which the SEC asks for. Only the newest thousand or so filings of a
 * company are looked through.
 * @throws TypeError without an e-mail address in `userAgent`.
 */
export function createSecEdgar(options: {
  readonly baseUrls: EdgarUrls;
  readonly userAgent: string;
  readonly logger: Logger;
  readonly requestsPerSecond?: number;
  readonly timeoutMs?: number;
  readonly now?: () => number;
}): Filings {
  const { userAgent, logger, timeoutMs = 15_000, now = Date.now } = options;
  const { requestsPerSecond = REQUESTS_PER_SECOND } = options;
  if (!userAgent.includes('@')) throw new TypeError('EDGAR asks for a user agent with an e-mail address');
  const dataUrl = baseUrlOf(options.baseUrls.dataUrl);
  const filesUrl = baseUrlOf(options.baseUrls.filesUrl);
  const pace = createRequestPace(requestsPerSecond);

  const read = async <Schema extends z.ZodType>(
    schema: Schema,
    url: string,
    signal?: AbortSignal,
  ): Promise<z.output<Schema>> => {
    const asked: Asked = { source: 'sec-edgar', request: `GET ${new URL(url).pathname}` };
    await pace(signal);
    const headers = { 'user-agent': userAgent, accept: 'application/json' };
    try {
      const answer = await requestText(asked, { url, headers, timeoutMs, maxBytes: MAX_BYTES }, signal);
      return parseAnswer(schema, answer.body, asked);
    } catch (error) {
      throw asBlock(error, asked);
    }
  };
  const directory = createDailyCopy(
    async () => {
      const tickers = await read(tickersAnswer, `${filesUrl}/files/company_tickers.json`);
      logger.debug({ tickers: tickers.size }, 'list of tickers loaded');
      return tickers;
    },
    DAY_MS,
    now,
  );

  const kept = createKeptAnswers<z.output<typeof submissionsAnswer>>(KEPT_MS, now);

  return {
    async recentFilings(symbol, query, signal) {
      signal?.throwIfAborted();
      const cik = (await unlessAborted(directory(), signal)).get(edgarTicker(symbol));
      if (cik === undefined) return undefined;
      const url = `${dataUrl}/submissions/CIK${cik}.json`;
      const answer = kept(cik, Date.parse(query.asOf), async () => await read(submissionsAnswer, url));
      const { filings, hasOlderPages } = await unlessAborted(answer, signal);
      const forms = new Set(query.forms);
      const known = filings.filter((filing) => filing.availableAt <= query.asOf);
      if (known.length === 0 && hasOlderPages) {
        const asked = { source: 'sec-edgar', request: `GET ${new URL(url).pathname}` };
        throw new SourceOutage({
          ...asked,
          kind: 'refused',
          reason: `nothing as old as ${query.asOf} in the newest page`,
        });
      }
      return known
        .filter((filing) => forms.has(filing.form))
        .sort(newestFirst)
        .slice(0, query.limit);
    },
  };
}

/** EDGAR blocks a fast caller with 403 and a page of words, which is a rate limit and no wrong key. */
function asBlock(error: unknown, asked: Asked): unknown {
  if (!(error instanceof SourceOutage) || error.kind !== 'unauthorized') return error;
  if (!/request rate threshold|too many requests/i.test(error.message)) return error;
  const facts = { ...asked, kind: 'rate-limited', reason: 'blocked for too many requests' } as const;
  return new SourceOutage({ ...facts, retryAfterMs: BLOCKED_FOR_MS }, { cause: error });
}

/** Waits for work that others share, and leaves it alone when `signal` ends the wait. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function newestFirst(a: Filing, b: Filing): number {
  if (a.availableAt !== b.availableAt) return a.availableAt > b.availableAt ? -1 : 1;
  return a.accessionNumber > b.accessionNumber ? -1 : 1;
}
