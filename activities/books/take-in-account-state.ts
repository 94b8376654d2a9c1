import type { Transaction } from 'kysely';
import { lockAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { raiseLatches } from '../../db/queries/accounts/latches.ts';
import { haltAccount, markSuspended } from '../../db/queries/accounts/trading-halts.ts';
import { appendAudit } from '../../db/queries/audit/audit.ts';
import { readEquityMarks, writeEquityMarks } from '../../db/queries/books/account-equity.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { BrokerAccountRow, Database } from '../../db/schema.ts';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import type { Timestamp } from '../../domain/market.ts';
import type { BrokerAccountState } from '../../domain/portfolio.ts';
import { type EquityMarks, equityMarks } from '../../domain/risk/equity-marks.ts';
import { limitsOf } from '../../domain/risk/limits.ts';
import { stopConditions } from '../../domain/risk/stop-conditions.ts';
import type { TradingState } from '../../domain/risk/trading-state.ts';
import type { LedgerDeps } from '../deps.ts';

/** The broker's account as it was read. */
export interface AccountSeen {
  readonly state: BrokerAccountState;
  readonly brokerTime: Timestamp;
  /** Our own clock before the account was asked for. */
  readonly askedAt: Date;
  readonly clockSkewMs?: number | undefined;
}

/**
 * What a look at the broker's account means for its entries: a suspension that somebody else has set there halts the
 * account here too, equity moves the marks that losses are measured from, and what stops entries is latched.
 */
export async function takeInAccountState(
  { db }: LedgerDeps,
  accountId: string,
  seen: AccountSeen,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const account = await lockAccount(tx, accountId);
    await adoptSuspension(tx, account, seen);
    const marks = marksAfter(seen, await readEquityMarks(tx, accountId));
    const { tradingBlocked, equity } = seen.state;
    await writeEquityMarks(tx, accountId, { ...marks, equity });
    const health = { tradingBlocked, equity, ...marks, clockSkewMs: seen.clockSkewMs };
    await raiseLatches(tx, account, stopConditions(health, limitsOf(account.riskLimits)));
  });
}

/**
 * Takes over a suspension at the broker that our side did not set: `npm run halt`, or the owner in Alpaca's own app.
 * Gives the trading state that holds then. What was read before our side lifted a suspension of its own says nothing.
 */
export async function adoptSuspension(
  tx: Transaction<Database>,
  account: BrokerAccountRow,
  { state, askedAt }: AccountSeen,
): Promise<TradingState> {
  const { id, userId, tradingState, suspendedAt, suspensionLiftedAt } = account;
  const isOurs =
    suspendedAt !== null ||
    (suspensionLiftedAt !== null && suspensionLiftedAt.getTime() >= askedAt.getTime());
  if (state.tradingSuspended !== true || tradingState === 'halted' || isOurs) return tradingState;
  await haltAccount(tx, id, 'suspended at the broker');
  await markSuspended(tx, id);
  await appendAudit(tx, {
    userId,
    actor: 'broker',
    action: 'trading-state.adopted',
    target: `account:${id}`,
    result: 'halted',
    data: { from: tradingState, reason: 'trade_suspended_by_user at the broker' },
  });
  return 'halted';
}

/** What losses are measured from after this look at the account. */
export function marksAfter({ state, brokerTime }: AccountSeen, known: EquityMarks | undefined): EquityMarks {
  const { equity, lastEquity } = state;
  const day = newYorkDate(brokerTime);
  return equityMarks(known, { day, equity, ...(lastEquity === undefined ? {} : { lastEquity }) });
}
