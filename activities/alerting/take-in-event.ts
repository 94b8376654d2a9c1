import { rulesToEvaluate } from '../../db/queries/alert-rules.ts';
import { takeIn } from '../../db/queries/event-inbox.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { isPulseKind } from '../../domain/alerts/alert-rule.ts';
import { pulseOf } from '../../domain/alerts/pulse-of.ts';
import type { UserEvent } from '../../domain/ports/event-bus.ts';
import type { LedgerDeps } from '../deps.ts';
import { takeInReadings } from './take-in-readings.ts';

const CONSUMER = 'alerts';
/** What happened longer ago is history, such as a stream that was built again: nobody is told of it. */
const TOLD_WITHIN_MS = 60 * 60_000;

/**
 * Lets an event of the bus raise what the user's rules want of it, once, however often it comes. Tells whether it was
 * news.
 */
export async function takeInEvent(deps: LedgerDeps, event: UserEvent): Promise<boolean> {
  const { db, now } = deps;
  return await inTransaction(db, async (tx) => {
    if (!(await takeIn(tx, CONSUMER, event.id))) return false;
    if (now().getTime() - Date.parse(event.at) > TOLD_WITHIN_MS) return false;
    const rules = await rulesToEvaluate(tx, event.userId);
    for (const rule of rules.filter(({ terms }) => isPulseKind(terms.kind))) {
      const pulse = pulseOf(rule, event);
      if (pulse === undefined) continue;
      await takeInReadings({ ...deps, db: tx }, rule, [pulse], { isWhole: false });
    }
    return true;
  });
}
