import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import type { ResearchActivities } from '../activities/reference/research-activities.ts';
import type { LookAnswer, LookInput } from './messages.ts';
import { described, LEDGER_WORK, LOOK_AT_BROKER, LOOK_AT_REFERENCE } from './policies.ts';
import { unreadMarketData, unreadReferenceData } from './unread-sources.ts';

const { openLook, fetchMarketData } = proxyActivities<CycleActivities>(LOOK_AT_BROKER);
const { fetchReferenceData } = proxyActivities<ResearchActivities>(LOOK_AT_REFERENCE);
const { fuse, analyse } = proxyActivities<CycleActivities>(LEDGER_WORK);

/**
 * One symbol at this moment, by the same steps as a cycle's and without its decision: fetch, fuse, analyse. Every
 * source is asked once, by itself; one that does not answer is missing, with its reason.
 */
export async function lookAtSymbol({ accountId, symbol }: LookInput): Promise<LookAnswer> {
  const opened = await openLook.executeWithOptions(
    described(LOOK_AT_BROKER, `The broker’s clock, and whether it knows ${symbol}`),
    [{ accountId, symbol }],
  );
  if (opened.kind !== 'opened') return opened;
  const { brokerTime } = opened;
  const about = { accountId, symbol, brokerTime };
  const [market, reference] = await Promise.all([
    fetchMarketData
      .executeWithOptions(described(LOOK_AT_BROKER, `Bars, quotes and news of ${symbol}`), [about])
      .catch(asUnread((reason) => unreadMarketData(brokerTime, reason))),
    fetchReferenceData
      .executeWithOptions(described(LOOK_AT_REFERENCE, `Filings, figures, short sales of ${symbol}`), [about])
      .catch(asUnread(unreadReferenceData)),
  ]);
  const known = {
    ...about,
    sources: { ...market.sources, ...reference.sources },
    dataAsOf: market.dataAsOf,
  };
  const fused = await fuse.executeWithOptions(
    described(LEDGER_WORK, `One view, nothing later than ${known.dataAsOf}`),
    [known],
  );
  const features = await analyse.executeWithOptions(described(LEDGER_WORK, 'Its indicators'), [
    { ...known, fused: fused.hash },
  ]);
  return { kind: 'seen', fused: fused.hash, features: features.hash };
}

/** What a step means when its attempt failed; anything but an activity's failure is a bug and goes on up. */
function asUnread<T>(meaning: (reason: string) => T): (error: unknown) => T {
  return (error) => {
    if (!(error instanceof ActivityFailure)) throw error;
    return meaning(error.cause?.message ?? error.message);
  };
}
