import {
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { HaltActivities, HaltSweep } from '../activities/orders/halt-activities.ts';
import { type HaltTradingInput, tradingStateChangedSignal } from './messages.ts';
import { described, HALT } from './policies.ts';

const { sweepHaltedAccount, recordAllCanceled } = proxyActivities<HaltActivities>(HALT);

/** Between two sweeps: while orders are open, for a minute after the last was seen, and from then on. */
const PAUSE_MS = { open: 500, young: 2_000, old: 15_000 };
const YOUNG_SWEEPS = 30;

/**
 * Carries out a halt for as long as it lasts: requests the end of everything open at the broker, again and again until
 * nothing is, and looks on for what becomes known later, such as an order whose outcome was unknown. When the account
 * may trade again, the suspension at the broker is lifted, and this ends.
 */
export async function haltTrading(input: HaltTradingInput): Promise<void> {
  let news = 0;
  setHandler(tradingStateChangedSignal, () => {
    news += 1;
  });
  let sweeps = 0;
  let quiet = input.quiet ?? 0;
  for (;;) {
    const seen = news;
    const swept = await sweepHaltedAccount.executeWithOptions(
      described(
        HALT,
        sweeps === 0 ? 'Suspend the account and cancel everything open' : 'Look for orders that are open',
      ),
      [{ accountId: input.accountId }],
    );
    sweeps += 1;
    setCurrentDetails(detailsOf(swept, sweeps));
    if (swept.state === 'lifted') {
      if (news === seen) return;
      continue;
    }
    if (swept.open === 0 && quiet === 0) {
      await recordAllCanceled.executeWithOptions(
        described(HALT, 'Write down that nothing is open any more'),
        [{ accountId: input.accountId, sweeps }],
      );
    }
    quiet = swept.open === 0 ? quiet + 1 : 0;
    const pauseMs = quiet === 0 ? PAUSE_MS.open : quiet <= YOUNG_SWEEPS ? PAUSE_MS.young : PAUSE_MS.old;
    await condition(() => news !== seen, pauseMs, { summary: 'Until the account is looked at again' });
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof haltTrading>({ accountId: input.accountId, quiet });
    }
  }
}

function detailsOf({ state, open, openInWords }: HaltSweep, sweeps: number): string {
  if (state === 'lifted') return 'The account may trade again; the broker takes its orders.';
  const standing = open === 0 ? 'No order is open at the broker.' : `Still open: ${openInWords} (${open}).`;
  return `**Halted.** The broker refuses new orders. ${standing}\n\nSweeps: ${sweeps}`;
}
