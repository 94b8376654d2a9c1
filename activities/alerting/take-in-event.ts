import { rulesToEvaluate } from '../../db/queries/alerts/alert-rules.ts';
import { takeIn } from '../../db/queries/events/event-inbox.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { AlertRuleRow } from '../../db/tables/alert-tables.ts';
import { isPulseKind } from '../../domain/alerts/alert-rule.ts';
import { pulseOf } from '../../domain/alerts/pulse-of.ts';
import type { Reading } from '../../domain/alerts/reading.ts';
import type { UserEvent } from '../../domain/ports/event-bus.ts';
import type { LedgerDeps } from '../deps.ts';
import { takeInReadings } from './take-in-readings.ts';

const CONSUMER = 'alerts';
/** What happened longer ago is history, such as a stream that was built again: nobody is told of it. */
const TOLD_WITHIN_MS = 60 * 60_000;

/**
 * Lets an event of the bus raise what the user's rules want of it, once, however often it comes. Tells whether it was
 * news. An event that raises nothing needs no transaction.
 */
export async function takeInEvent(deps: LedgerDeps, event: UserEvent): Promise<boolean> {
  const { db, now } = deps;
  const isOld = now().getTime() - Date.parse(event.at) > TOLD_WITHIN_MS;
  const raised = isOld ? [] : await raisedBy(db, event);
  if (raised.length === 0) return (await takeIn(db, CONSUMER, event.id)) && !isOld;
  return await inTransaction(db, async (tx) => {
    if (!(await takeIn(tx, CONSUMER, event.id))) return false;
    for (const { rule, pulse } of raised) {
      await takeInReadings({ ...deps, db: tx }, rule, [pulse], { isWhole: false });
    }
    return true;
  });
}

async function raisedBy(
  db: LedgerDeps['db'],
  event: UserEvent,
): Promise<readonly { readonly rule: AlertRuleRow; readonly pulse: Reading }[]> {
  const rules = await rulesToEvaluate(db, event.userId);
  return rules
    .filter(({ terms }) => isPulseKind(terms.kind))
    .flatMap((rule) => {
      const pulse = pulseOf(rule, event);
      return pulse === undefined ? [] : [{ rule, pulse }];
    });
}
