import type { Kysely } from 'kysely';
import type { ReferenceDeps } from '../activities/deps.ts';
import type { Config } from '../config/config.ts';
import { createFinra, FINRA_URL } from '../connectors/finra/short-interest.ts';
import { createFinraShortVolume, FINRA_FILES_URL } from '../connectors/finra/short-volume.ts';
import { createFrankfurter, FRANKFURTER_URL } from '../connectors/frankfurter/fx.ts';
import { createEdgarClient } from '../connectors/sec-edgar/edgar-client.ts';
import { edgarUrls } from '../connectors/sec-edgar/edgar-urls.ts';
import { createEdgarFilings } from '../connectors/sec-edgar/filings.ts';
import { createEdgarFundamentals } from '../connectors/sec-edgar/fundamentals.ts';
import type { Database } from '../db/schema.ts';
import { createRequestPace } from '../resilience/request-pace.ts';
import type { SourceAccess } from '../resilience/source-access.ts';

/** Who asks, in the words that the SEC wants to see; the sandbox is asked in the same form. */
const SANDBOX_USER_AGENT = 'AlphaFlow sandbox@localhost.example';
/** The SEC allows one user 10 requests a second over all machines. */
const EDGAR_PER_SECOND = 8;

type Sources = Pick<ReferenceDeps, 'filings' | 'fundamentals' | 'fx' | 'shortInterest' | 'shortVolume'>;

/** The public sources, each behind its guard and its caches. */
export function referenceSources(data: Config['data'], db: Kysely<Database>, access: SourceAccess): Sources {
  const sandbox = data.source === 'sandbox' ? data.sandboxUrl : undefined;
  const edgarCache = access.cacheOf('secEdgar');
  const edgar = createEdgarClient({
    baseUrls: edgarUrls(sandbox),
    userAgent: data.source === 'real' ? data.edgarUserAgent : SANDBOX_USER_AGENT,
    pace: createRequestPace({ db, source: 'sec-edgar', perSecond: EDGAR_PER_SECOND }),
    cache: edgarCache,
  });
  const finra = sandbox === undefined ? undefined : `${sandbox}/finra`;
  const finraCache = access.cacheOf('finra');
  return {
    filings: createEdgarFilings(edgar, edgarCache),
    fundamentals: createEdgarFundamentals(edgar, edgarCache),
    fx: createFrankfurter({
      baseUrl: sandbox === undefined ? FRANKFURTER_URL : `${sandbox}/frankfurter`,
      cache: access.cacheOf('frankfurter'),
    }),
    shortInterest: createFinra({ baseUrl: finra ?? FINRA_URL, cache: finraCache }),
    shortVolume: createFinraShortVolume({ baseUrl: finra ?? FINRA_FILES_URL, cache: finraCache }),
  };
}
