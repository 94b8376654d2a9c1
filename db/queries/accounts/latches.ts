import { type Kysely, sql, type Transaction } from 'kysely';
import { LATCH_REASONS, type LatchCode, type StopCondition } from '../../../domain/risk/latch.ts';
import type { BrokerAccountRow, Database, LatchRow } from '../../schema.ts';
import { appendAudit } from '../audit/audit.ts';
import { appendOutbox } from '../events/outbox.ts';
import { lockAccount } from './broker-accounts.ts';

/**
 * Keeps what stops entries, each code once until it is cleared, with an event and an audit entry for what was not
 * kept yet. Gives the codes that are new. The account is to be locked first.
 */
export async function raiseLatches(
  tx: Transaction<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'userId'>,
  conditions: readonly StopCondition[],
  reconciliationId: string | null = null,
): Promise<readonly LatchCode[]> {
  const raised: LatchCode[] = [];
  for (const { code, facts } of conditions) {
    const row = await tx
      .insertInto('accountLatches')
      .values({ accountId: account.id, code, facts: JSON.stringify(facts), reconciliationId })
      .onConflict((conflict) =>
        conflict.columns(['accountId', 'code']).where('clearedAt', 'is', null).doNothing(),
      )
      .returning('since')
      .executeTakeFirst();
    if (row === undefined) continue;
    raised.push(code);
    const evidence = { latch: code, message: LATCH_REASONS[code], facts, reconciliationId };
    await appendOutbox(tx, {
      userId: account.userId,
      type: 'account.entries-stopped',
      payload: { accountId: account.id, ...evidence, since: row.since.toISOString() },
    });
    await appendAudit(tx, {
      userId: account.userId,
      actor: 'risk',
      action: 'latch.set',
      target: `account:${account.id}`,
      result: code,
      data: evidence,
    });
  }
  return raised;
}

/** What stops the account's entries, the longest first. */
export async function standingLatches(db: Kysely<Database>, accountId: string): Promise<readonly LatchRow[]> {
  return await db
    .selectFrom('accountLatches')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('clearedAt', 'is', null)
    .orderBy('since')
    .orderBy('code')
    .execute();
}

/**
 * A person has looked: entries go on, unless another latch stands. What a loss is measured from begins anew at the
 * latest equity, so that the loss which was looked at does not stop entries again. Undefined when nothing stood.
 */
export async function clearLatch(
  tx: Transaction<Database>,
  which: { readonly accountId: string; readonly code: LatchCode; readonly clearedBy: string },
): Promise<LatchRow | undefined> {
  const { accountId, code, clearedBy } = which;
  const { userId } = await lockAccount(tx, accountId);
  const cleared = await tx
    .updateTable('accountLatches')
    .set({ clearedAt: sql<Date>`now()`, clearedBy })
    .where('accountId', '=', accountId)
    .where('code', '=', code)
    .where('clearedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (cleared === undefined) return undefined;
  if (code === 'DAILY_LOSS' || code === 'DRAWDOWN') {
    const mark = code === 'DAILY_LOSS' ? 'openingEquity' : 'highestEquity';
    await tx
      .updateTable('accountEquity')
      .set((eb) => ({ [mark]: eb.ref('equity') }))
      .where('accountId', '=', accountId)
      .execute();
  }
  await appendOutbox(tx, {
    userId,
    type: 'account.latch-cleared',
    payload: { accountId, latch: code, clearedBy },
  });
  return cleared;
}
