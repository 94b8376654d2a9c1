import type { Transaction } from 'kysely';
import { raiseLatches } from '../../db/queries/accounts/latches.ts';
import type { RiskBooks } from '../../db/queries/accounts/risk-books.ts';
import { writeEquityMarks } from '../../db/queries/books/account-equity.ts';
import type { BrokerAccountRow, Database } from '../../db/schema.ts';
import type { OrderInput } from '../../domain/ordering/order-intent.ts';
import type { RiskContext } from '../../domain/risk/check-order.ts';
import type { EquityMarks } from '../../domain/risk/equity-marks.ts';
import { limitsOf } from '../../domain/risk/limits.ts';
import { stopConditions } from '../../domain/risk/stop-conditions.ts';
import { adoptSuspension, marksAfter } from '../books/take-in-account-state.ts';
import type { MarketAtApproval } from './market-at-approval.ts';

/**
 * Everything that risk judges an order by; `account` is the row that this transaction has locked, and `books` what it
 * has read since. What stops entries at this moment is latched in the same transaction, whatever becomes of the order.
 */
export async function riskContextFor(
  tx: Transaction<Database>,
  account: BrokerAccountRow,
  source: OrderInput['source'],
  market: MarketAtApproval,
  { exposure, facts }: RiskBooks,
): Promise<RiskContext> {
  const { id: accountId } = account;
  const { account: state, brokerTime, readAt, clockSkewMs } = market;
  const seen = { state, brokerTime, askedAt: readAt, clockSkewMs };
  const tradingState = await adoptSuspension(tx, account, seen);
  const known = facts.equityMarks ?? undefined;
  const marks = marksAfter(seen, known);
  const limits = limitsOf(account.riskLimits);
  const { equity, tradingBlocked, tradingSuspended } = state;
  const { rejectStreak, latches, holdings, strategy, earlierDecision } = facts;
  const health = { tradingBlocked, equity, ...marks, rejectStreak, clockSkewMs };
  const latched = new Set(latches.map(({ code }) => code));
  const found = stopConditions(health, limits).filter(({ code }) => !latched.has(code));
  await raiseLatches(tx, account, found);
  if (found.length > 0 || !sameMarks(marks, known))
    await writeEquityMarks(tx, accountId, { ...marks, equity });
  return {
    ...exposure,
    ...marks,
    tradingState,
    limits,
    latches,
    rejectStreak,
    clockSkewMs,
    holdings,
    earlierDecision: earlierDecision ?? undefined,
    source,
    ...(strategy === null ? {} : { strategy }),
    reconciled: account.adoptedAt !== null,
    tradingBlocked: tradingBlocked || tradingSuspended === true,
    buyingPower: state.buyingPower,
    equity,
    brokerTime,
    accountAt: market.accountAt,
    marketOpen: market.isOpen,
    asset: market.asset,
    quote: market.quote,
    averageDailyVolume: market.averageDailyVolume,
  };
}

function sameMarks(marks: EquityMarks, known: EquityMarks | undefined): boolean {
  return (
    marks.day === known?.day &&
    marks.openingEquity === known.openingEquity &&
    marks.highestEquity === known.highestEquity
  );
}
