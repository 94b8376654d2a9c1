import type { FilingTexts } from '../../../domain/ports/filing-texts.ts';
import type { Filings } from '../../../domain/ports/filings.ts';
import type { FundamentalsSource } from '../../../domain/ports/fundamentals.ts';
import { createCaches } from '../../../resilience/cache.ts';
import { patienceMs } from '../../http/scripted-server.ts';
import { createEdgarClient } from '../edgar-client.ts';
import { edgarUrls } from '../edgar-urls.ts';
import { createEdgarFilingTexts } from '../filing-texts.ts';
import { createEdgarFilings } from '../filings.ts';
import { createEdgarFundamentals } from '../fundamentals.ts';

/** For tests: EDGAR at an address, with caches of its own and as many requests as it likes. */
export function edgarAt(
  url: string,
  options: { readonly now?: () => number; readonly timeoutMs?: number } = {},
): {
  readonly filings: Filings;
  readonly fundamentals: FundamentalsSource;
  readonly filingTexts: FilingTexts;
  readonly heldOffMs: number[];
} {
  const heldOffMs: number[] = [];
  const cache = createCaches(options.now).make;
  const client = createEdgarClient({
    baseUrls: edgarUrls(url),
    userAgent: 'AlphaFlow ops@example.com',
    pace: {
      turn: async () => {},
      holdOff: async (ms) => {
        heldOffMs.push(ms);
      },
    },
    cache,
    timeoutMs: options.timeoutMs ?? patienceMs(),
  });
  return {
    filings: createEdgarFilings(client, cache),
    fundamentals: createEdgarFundamentals(client, cache),
    filingTexts: createEdgarFilingTexts(client, cache),
    heldOffMs,
  };
}
