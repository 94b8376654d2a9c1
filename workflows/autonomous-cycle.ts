import {
  ActivityFailure,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ReconcileActivities } from '../activities/books/reconcile-activities.ts';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import type { ResearchActivities } from '../activities/reference/research-activities.ts';
import { askAnalyst } from './ask-analyst.ts';
import { cycleIdentity } from './cycle-identity.ts';
import { createCycleJournal } from './cycle-journal.ts';
import {
  type CycleInput,
  type CycleReport,
  progressQuery,
  reportQuery,
  SEARCH_ATTRIBUTES,
} from './messages.ts';
import { placeOrders } from './place-orders.ts';
import { described, LEDGER_WORK, MARKET_READ, OPEN_CYCLE, RECONCILE, REFERENCE_READ } from './policies.ts';
import { unreadMarketData, unreadReferenceData } from './unread-sources.ts';

const { openCycle } = proxyActivities<CycleActivities>(OPEN_CYCLE);
const { fetchMarketData } = proxyActivities<CycleActivities>(MARKET_READ);
const { fetchReferenceData } = proxyActivities<ResearchActivities>(REFERENCE_READ);
const { fuse, analyse, decide, closeCycle } = proxyActivities<CycleActivities>(LEDGER_WORK);
const { reconcileAccount } = proxyActivities<ReconcileActivities>(RECONCILE);

/**
 * One strategy at one moment: fetch, fuse, analyse, decide, place orders, reconcile. Whatever dies in the middle,
 * it goes on at the step where it was. Only hashes and small summaries pass through here; what they stand for is in
 * the evidence store.
 */
export async function autonomousCycle(input: CycleInput): Promise<CycleReport> {
  const cycle = cycleIdentity(input, workflowInfo());
  const journal = createCycleJournal(cycle, setCurrentDetails);
  let report: CycleReport | undefined;
  setHandler(progressQuery, () => journal.progress(), {
    description: 'The steps of this cycle and how far it is',
  });
  setHandler(reportQuery, () => report, { description: 'What came of this cycle, once it has ended' });

  const finish = async (
    end: Pick<CycleReport, 'status' | 'outcome'> & Partial<CycleReport>,
  ): Promise<CycleReport> => {
    const ended = {
      cycleId: cycle.cycleId,
      asOf: cycle.asOf,
      steps: journal.finishedSteps(),
      orders: [],
      ...end,
    };
    upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.outcome, value: ended.outcome }]);
    const summary = `Close the books: ${ended.outcome}`;
    await closeCycle.executeWithOptions(described(LEDGER_WORK, summary), [{ ...cycle, ...ended }]);
    journal.end(ended);
    report = ended;
    return ended;
  };

  const opened = await journal.step('fetch', () =>
    openCycle.executeWithOptions(
      described(OPEN_CYCLE, 'Strategy, account, positions and the broker’s clock'),
      [cycle],
    ),
  );
  if (opened.kind === 'refused') {
    return finish({ status: 'refused', outcome: opened.refusal.code, refusal: opened.refusal });
  }

  const { accountId, definition, account, brokerTime } = opened;
  const about = { cycleId: cycle.cycleId, accountId, definition, account, brokerTime };
  const fetched = await journal.step('fetch', async () => {
    const [market, reference] = await Promise.all([
      fetchMarketData
        .executeWithOptions(described(MARKET_READ, `Bars, quotes and news of ${opened.symbolsInWords}`), [
          about,
        ])
        .catch(asUnread((reason) => unreadMarketData(brokerTime, reason))),
      fetchReferenceData
        .executeWithOptions(described(REFERENCE_READ, 'Filings, short interest and exchange rates'), [about])
        .catch(asUnread(unreadReferenceData)),
    ]);
    const note = `${market.note}; ${reference.note}`;
    return { note, dataAsOf: market.dataAsOf, sources: { ...market.sources, ...reference.sources } };
  });

  const known = { ...about, sources: fetched.sources, dataAsOf: fetched.dataAsOf };
  const fused = await journal.step('fuse', () =>
    fuse.executeWithOptions(
      described(LEDGER_WORK, `One view a symbol, nothing later than ${known.dataAsOf}`),
      [known],
    ),
  );
  const analysed = await journal.step('analyse', () =>
    analyse.executeWithOptions(described(LEDGER_WORK, 'Indicators of every symbol'), [
      { ...known, fused: fused.hash },
    ]),
  );
  const analysedCycle = { ...known, ...cycle, fused: fused.hash, features: analysed.hash };
  const decided = await journal.step('decide', () =>
    opened.strategyKind === 'analyst'
      ? askAnalyst({ ...analysedCycle, userId: opened.userId })
      : decide.executeWithOptions(described(LEDGER_WORK, `Ask the strategy: ${opened.strategyInWords}`), [
          analysedCycle,
        ]),
  );
  const placed = await journal.step('place orders', () =>
    placeOrders({ orders: decided.orders, ...cycle, userId: opened.userId, accountId }),
  );
  const reconciled = await journal.step('reconcile', () =>
    reconcileAccount
      .executeWithOptions(described(RECONCILE, 'Broker against ledger'), [
        { accountId, cycleId: cycle.cycleId, brokerTime },
      ])
      .catch(asUnread(() => ({ note: 'the broker could not be read', id: undefined, drift: undefined }))),
  );

  return finish({
    status: 'completed',
    outcome: outcomeOf(placed.orders, reconciled.drift, decided.unavailable),
    orders: placed.orders,
    ...(reconciled.id === undefined
      ? {}
      : { reconciliation: { id: reconciled.id, drift: reconciled.drift } }),
  });
}

function outcomeOf(
  orders: CycleReport['orders'],
  drift: number | undefined,
  unavailable: string | undefined,
): string {
  if (drift === undefined) return 'not-reconciled';
  if (drift > 0) return 'drift';
  if (unavailable !== undefined) return 'no-decision';
  if (orders.some(({ status }) => status === 'awaiting_approval')) return 'awaiting-approval';
  return orders.length === 0 ? 'no-trade' : 'traded';
}

/** What a step means when all its attempts failed; anything but an activity's failure is a bug and goes on up. */
function asUnread<T>(meaning: (reason: string) => T): (error: unknown) => T {
  return (error) => {
    if (!(error instanceof ActivityFailure)) throw error;
    return meaning(error.cause?.message ?? error.message);
  };
}
