import type { Kysely } from 'kysely';
import type { ReferenceDeps, ReferenceSources } from '../../activities/deps.ts';
import type { ToolDeps } from '../../activities/tools/tool-place.ts';
import type { Config } from '../../config/config.ts';
import { createFinra, FINRA_URL } from '../../connectors/finra/short-interest.ts';
import { createFinraShortVolume, FINRA_FILES_URL } from '../../connectors/finra/short-volume.ts';
import { createFrankfurter, FRANKFURTER_URL } from '../../connectors/frankfurter/fx.ts';
import { createEdgarClient } from '../../connectors/sec-edgar/edgar-client.ts';
import { edgarUrls } from '../../connectors/sec-edgar/edgar-urls.ts';
import { createEdgarFilingTexts } from '../../connectors/sec-edgar/filing-texts.ts';
import { createEdgarFilings } from '../../connectors/sec-edgar/filings.ts';
import { createEdgarFundamentals } from '../../connectors/sec-edgar/fundamentals.ts';
import type { Database } from '../../db/schema.ts';
import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import { guardedCache } from '../../resilience/guarded-cache.ts';
import { createRequestPace } from '../../resilience/request-pace.ts';
import type { SourceAccess } from '../../resilience/source-access.ts';

/** Who asks, in the words that the SEC wants to see; the sandbox is asked in the same form. */
const SANDBOX_USER_AGENT = 'AlphaFlow sandbox@localhost.example';
/** The SEC allows one user 10 requests a second over all machines. */
const EDGAR_PER_SECOND = 8;

/** Keeps nothing: whoever asks has the source asked. */
const nothingKept: MakeCache = () => ({ read: async (_key, _asOf, load) => await load() });

/**
 * The public sources, each behind its guard and its caches, and once more without what is kept of their answers; of
 * the list of all tickers there is one copy for both.
 */
export function referenceSources(
  data: Config['data'],
  db: Kysely<Database>,
  access: SourceAccess,
): ReferenceSources & Pick<ReferenceDeps, 'fresh'> & Pick<ToolDeps, 'filingTexts' | 'referenceSimulated'> {
  const sandbox = data.source === 'sandbox' ? data.sandboxUrl : undefined;
  const edgar = createEdgarClient({
    baseUrls: edgarUrls(sandbox),
    userAgent: data.source === 'real' ? data.edgarUserAgent : SANDBOX_USER_AGENT,
    pace: createRequestPace({ db, source: 'sec-edgar', perSecond: EDGAR_PER_SECOND }),
    cache: access.cacheOf('secEdgar'),
  });
  const finra = sandbox === undefined ? undefined : `${sandbox}/finra`;
  const through = (cacheOf: SourceAccess['cacheOf']): ReferenceSources => ({
    filings: createEdgarFilings(edgar, cacheOf('secEdgar')),
    fundamentals: createEdgarFundamentals(edgar, cacheOf('secEdgar')),
    fx: createFrankfurter({
      baseUrl: sandbox === undefined ? FRANKFURTER_URL : `${sandbox}/frankfurter`,
      cache: cacheOf('frankfurter'),
    }),
    shortInterest: createFinra({ baseUrl: finra ?? FINRA_URL, cache: cacheOf('finra') }),
    shortVolume: createFinraShortVolume({ baseUrl: finra ?? FINRA_FILES_URL, cache: cacheOf('finra') }),
  });
  return {
    filingTexts: createEdgarFilingTexts(edgar, access.cacheOf('secEdgar')),
    referenceSimulated: sandbox !== undefined,
    ...through((source) => access.cacheOf(source)),
    fresh: through((source) => guardedCache(nothingKept, access.guardOf(source))),
  };
}
