import type { z } from 'zod';
import type { Timestamp } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import type { RequestPace } from '../../domain/ports/request-pace.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { type Asked, parseAnswer, parseLargeAnswer } from '../http/parse-answer.ts';
import { requestText } from '../http/request-text.ts';
import type { EdgarUrls } from './edgar-urls.ts';
import { edgarTicker, tickersAnswer } from './ticker-directory.ts';

const DAY_MS = 86_400_000;
/** After a block for too many requests the rate must stay low for ten minutes. */
const BLOCKED_FOR_MS = 600_000;
const MAX_BYTES = 32 * 1024 * 1024;
const TICKERS_BYTES_MAX = 4 * 1024 * 1024;
const DOCUMENT_BYTES_MAX = 24 * 1024 * 1024;

export interface EdgarOptions {
  readonly baseUrls: EdgarUrls;
  /** Names a company and a contact, which the SEC asks for. */
  readonly userAgent: string;
  /** The SEC counts one user's requests over all machines. */
  readonly pace: RequestPace;
  readonly cache: MakeCache;
  readonly timeoutMs?: number;
}

/** What every reading of EDGAR shares. Companies are known by their central index key, ten digits. */
export interface EdgarClient {
  /** The key of a ticker, from a list that is read once a day; undefined when it files nothing with the SEC. */
  cikOf(symbol: string, asOf: Timestamp, signal?: AbortSignal): Promise<string | undefined>;
  /** One file of data.sec.gov. @throws SourceOutage */
  read<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>>;
  /** The same for one of megabytes, its numbers as floats. */
  readLarge<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>>;
  /** A page of www.sec.gov's archive, as it is. @throws SourceOutage, `refused` for one over 24 MB */
  readDocument(path: string): Promise<string>;
}

/** @throws TypeError without an e-mail address in `userAgent`. */
export function createEdgarClient(options: EdgarOptions): EdgarClient {
  const { userAgent, pace, timeoutMs = 15_000 } = options;
  if (!userAgent.includes('@')) throw new TypeError('EDGAR asks for a user agent with an e-mail address');
  const dataUrl = baseUrlOf(options.baseUrls.dataUrl);
  const filesUrl = baseUrlOf(options.baseUrls.filesUrl);
  const tickers = options.cache<Readonly<Record<string, string>>>({
    source: 'sec-edgar',
    name: 'tickers',
    maxAgeMs: DAY_MS,
    bytesMax: TICKERS_BYTES_MAX,
  });

  const textOf = async (asked: Asked, url: string, accept: string, maxBytes: number): Promise<string> => {
    await pace.turn();
    const headers = { 'user-agent': userAgent, accept };
    try {
      return (await requestText(asked, { url, headers, timeoutMs, maxBytes })).body;
    } catch (error) {
      const block = asBlock(error, asked);
      if (block === undefined) throw error;
      await pace.holdOff(BLOCKED_FOR_MS);
      throw block;
    }
  };
  const readFrom = async <Schema extends z.ZodType>(
    schema: Schema,
    url: string,
    parse = parseAnswer,
  ): Promise<z.output<Schema>> => {
    const asked = askedOf(url);
    return parse(schema, await textOf(asked, url, 'application/json', MAX_BYTES), asked);
  };

  return {
    async cikOf(symbol, asOf, signal) {
      const load = () => readFrom(tickersAnswer, `${filesUrl}/files/company_tickers.json`);
      return (await tickers.read('all', asOf, load, { signal }))[edgarTicker(symbol)];
    },
    read: (schema, path) => readFrom(schema, `${dataUrl}${path}`),
    readLarge: (schema, path) => readFrom(schema, `${dataUrl}${path}`, parseLargeAnswer),
    async readDocument(path) {
      const url = `${filesUrl}${path}`;
      try {
        return await textOf(askedOf(url), url, 'text/html,text/plain', DOCUMENT_BYTES_MAX);
      } catch (error) {
        throw asTooLarge(error, askedOf(url)) ?? error;
      }
    },
  };
}

/** Nothing is parsed here, so only its size makes a page malformed: that says nothing of the source's health. */
function asTooLarge(error: unknown, asked: Asked): SourceOutage | undefined {
  if (!(error instanceof SourceOutage) || error.kind !== 'malformed') return undefined;
  const reason = `the page is larger than ${DOCUMENT_BYTES_MAX} bytes`;
  return new SourceOutage({ ...asked, kind: 'refused', reason }, { cause: error });
}

function askedOf(url: string): Asked {
  return { source: 'sec-edgar', request: `GET ${new URL(url).pathname}` };
}

/** EDGAR blocks a fast caller with 403 and a page of words, which is a rate limit and no wrong key. */
function asBlock(error: unknown, asked: Asked): SourceOutage | undefined {
  if (!(error instanceof SourceOutage) || error.kind !== 'unauthorized') return undefined;
  if (!/request rate threshold|too many requests/i.test(error.message)) return undefined;
  if (/undeclared automated tool/i.test(error.message)) return undefined;
  const facts = { ...asked, kind: 'rate-limited', reason: 'blocked for too many requests' } as const;
  return new SourceOutage({ ...facts, retryAfterMs: BLOCKED_FOR_MS }, { cause: error });
}
