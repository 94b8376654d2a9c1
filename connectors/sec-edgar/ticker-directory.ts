import { z } from 'zod';

/** `GET /files/company_tickers.json`: rows under running numbers. */
export const tickersAnswer = z
  .record(
    z.string(),
    z.looseObject({
      cik_str: z
        .union([z.string(), z.number()])
        .transform(String)
        .pipe(z.string().regex(/^\d{1,10}$/)),
      ticker: z.string().min(1),
    }),
  )
  .transform((rows): ReadonlyMap<string, string> => {
    const byTicker = Object.values(rows).map(
      (row) => [row.ticker.toUpperCase(), row.cik_str.padStart(10, '0')] as const,
    );
    return new Map(byTicker);
  });

/** The ticker as EDGAR writes it: a share class after a hyphen (`BRK-B`), where Alpaca has a point (`BRK.B`). */
export function edgarTicker(symbol: string): string {
  return symbol.toUpperCase().replaceAll(/[./]/g, '-');
}

/**
 * Keeps what `load` gave for `maxAgeMs`. Callers that come while it loads share that one load; a failed load is
 * told to all of them and tried again by the next.
 */
export function createDailyCopy<Value>(
  load: () => Promise<Value>,
  maxAgeMs: number,
  now: () => number,
): () => Promise<Value> {
  let copy: { readonly value: Promise<Value>; readonly at: number } | undefined;
  return async () => {
    if (copy === undefined || now() - copy.at >= maxAgeMs) {
      const loading = { value: load(), at: now() };
      copy = loading;
      loading.value.catch(() => {
        if (copy === loading) copy = undefined;
      });
    }
    return await copy.value;
  };
}
