import type { z } from 'zod';
import { SourceOutage } from '../../domain/outage.ts';
import { type Asked, parseAnswer } from '../http/parse-answer.ts';
import { type AlpacaCall, readAlpaca } from './read-alpaca.ts';

/** Keeps an address below 8 KiB, which proxies and servers commonly allow. */
const SYMBOLS_PER_REQUEST = 500;

type Paged = z.ZodType<{ readonly next_page_token?: string | null | undefined }>;

/** Follows `next_page_token` to the end. @throws SourceOutage for a token that leads back. */
export async function* pages<Schema extends Paged>(
  schema: Schema,
  asked: Asked,
  ask: (pageToken: string | undefined) => AlpacaCall,
  signal: AbortSignal | undefined,
): AsyncGenerator<z.output<Schema>> {
  const used = new Set<string>();
  let token: string | undefined;
  do {
    const page = parseAnswer(schema, await readAlpaca(asked, ask(token), signal), asked);
    yield page;
    token = page.next_page_token ?? undefined;
    if (token !== undefined && used.has(token)) {
      throw new SourceOutage({ ...asked, kind: 'malformed', reason: 'the next page is an earlier one' });
    }
    if (token !== undefined) used.add(token);
  } while (token !== undefined);
}

/** Each symbol once, in requests of at most 500. */
export function* batches(symbols: readonly string[]): Generator<readonly string[]> {
  const unique = [...new Set(symbols)];
  for (let from = 0; from < unique.length; from += SYMBOLS_PER_REQUEST) {
    yield unique.slice(from, from + SYMBOLS_PER_REQUEST);
  }
}

/** The symbols that have items; Alpaca writes null or nothing for the others. */
export function bySymbol<T>(
  answer: Readonly<Record<string, readonly T[] | null>> | null,
): ReadonlyMap<string, readonly T[]> {
  return new Map(
    Object.entries(answer ?? {}).flatMap(([symbol, items]) =>
      items === null || items.length === 0 ? [] : [[symbol, items] as const],
    ),
  );
}
