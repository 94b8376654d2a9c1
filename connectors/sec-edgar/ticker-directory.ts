import { z } from 'zod';

/** `GET /files/company_tickers.json`: rows under running numbers, given as ten-digit keys by ticker. */
export const tickersAnswer = z
  .record(
    z.string(),
    z.object({
      cik_str: z
        .union([z.string(), z.number()])
        .transform(String)
        .pipe(z.string().regex(/^\d{1,10}$/)),
      ticker: z.string().min(1),
    }),
  )
  .transform((rows): Readonly<Record<string, string>> => {
    const byTicker = Object.values(rows).map(
      (row) => [row.ticker.toUpperCase(), row.cik_str.padStart(10, '0')] as const,
    );
    return Object.fromEntries(byTicker);
  });

/** The ticker as EDGAR writes it: a share class after a hyphen (`BRK-B`), where Alpaca has a point (`BRK.B`). */
export function edgarTicker(symbol: string): string {
  return symbol.toUpperCase().replaceAll(/[./]/g, '-');
}
