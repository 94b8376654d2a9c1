import {
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BackfillActivities } from '../activities/market/backfill-bars.ts';
import {
  type BackfillInput,
  type BackfillProgress,
  type BackfillState,
  type BackfillTold,
  NOTHING_YET,
} from '../domain/bars/backfill.ts';
import { backfillProgressQuery } from './messages.ts';
import { BACKFILL, described } from './policies.ts';

const { planBackfill, backfillPage, fillMissingSessions } = proxyActivities<BackfillActivities>(BACKFILL);

/** Steps after which the workflow goes on in a fresh history. */
const STEPS_PER_RUN = 100;

/**
 * Brings bars of the past into the store: what it lacks, page by page, then the sessions of the market's calendar that
 * have none. Whatever dies, it goes on with the page where it was; a new one starts from what the store lacks.
 */
export async function backfillBars({ wish, state }: BackfillInput): Promise<BackfillTold> {
  const { accountId, timeframe } = wish;
  let now: BackfillState = state ?? {
    left: await planBackfill.executeWithOptions(described(BACKFILL, 'What the store lacks'), [wish]),
    told: NOTHING_YET,
  };
  const progress = (): BackfillProgress => {
    const { toAsk, toCheck } = now.left;
    return { batchesLeft: toAsk.length + toCheck.length, told: now.told };
  };
  setHandler(backfillProgressQuery, progress, { description: 'What has come, and what is left to ask for' });

  for (let steps = 1; progress().batchesLeft > 0; steps += 1) {
    now = now.left.toAsk.length > 0 ? await nextPage(now) : await nextCheck(now);
    setCurrentDetails(detailsOf(progress()));
    const isLong = steps >= STEPS_PER_RUN || workflowInfo().continueAsNewSuggested;
    if (isLong && progress().batchesLeft > 0) await continueAsNew<typeof backfillBars>({ wish, state: now });
  }
  return now.told;

  async function nextPage({ left, page, told }: BackfillState): Promise<BackfillState> {
    const [batch, ...others] = left.toAsk;
    if (batch === undefined) return { left, told };
    const what = `${timeframe} bars of ${batch.symbols.length} symbols, page ${told.pages + 1}`;
    const asked = { accountId, timeframe, batch, ...(page === undefined ? {} : { page }) };
    const kept = await backfillPage.executeWithOptions(described(BACKFILL, what), [asked]);
    const more = added(told, { ...kept, pages: 1 });
    if (kept.nextPage !== undefined) return { left, page: kept.nextPage, told: more };
    return { left: { ...left, toAsk: others }, told: more };
  }

  async function nextCheck({ left, told }: BackfillState): Promise<BackfillState> {
    const [batch, ...others] = left.toCheck;
    if (batch === undefined) return { left, told };
    const looked = await fillMissingSessions.executeWithOptions(
      described(BACKFILL, `Sessions of the calendar without a bar, ${batch.symbols.length} symbols`),
      [{ accountId, timeframe, batch }],
    );
    return { left: { ...left, toCheck: others }, told: added(told, looked) };
  }
}

function added(told: BackfillTold, more: Partial<BackfillTold>): BackfillTold {
  return {
    pages: told.pages + (more.pages ?? 0),
    added: told.added + (more.added ?? 0),
    changed: told.changed + (more.changed ?? 0),
    missing: told.missing + (more.missing ?? 0),
    filled: told.filled + (more.filled ?? 0),
  };
}

function detailsOf({ batchesLeft, told }: BackfillProgress): string {
  return [
    `**${told.added} bars added**, ${told.changed} corrected, ${told.pages} pages; ${batchesLeft} batches left.`,
    `Sessions without a bar: ${told.missing}, of which asking again brought ${told.filled}.`,
  ].join('\n\n');
}
