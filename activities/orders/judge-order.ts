import type { Transaction } from 'kysely';
import { riskBooks } from '../../db/queries/accounts/risk-books.ts';
import type { BrokerAccountRow, Database } from '../../db/schema.ts';
import { decimal, toDecimalString } from '../../domain/money.ts';
import type { OrderInput } from '../../domain/ordering/order-intent.ts';
import { washTrade } from '../../domain/ordering/wash-trade.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { checkOrder, type RiskVerdict } from '../../domain/risk/check-order.ts';
import type { MarketAtApproval } from './market-at-approval.ts';
import type { ProposedOrder } from './proposed-order.ts';
import { riskContextFor } from './risk-context-for.ts';

/** The broker's buying power, read this long after an order was sent, has the order's cost taken off. */
const DEDUCTED_AFTER_MS = 5_000;

export type Verdict = RiskVerdict | ({ readonly kind: 'refused' } & Refusal);

/**
 * Risk, with the account locked (`locked` is its row). A replacement is judged by what it adds: as if the order it
 * replaces, and what that has reserved, were not there; so is an order that is in the books already, by its own group.
 * Then Alpaca's wash-trade table over every order that is open, or may be.
 */
export async function judgeOrder(
  tx: Transaction<Database>,
  locked: BrokerAccountRow,
  input: OrderInput,
  proposed: ProposedOrder,
  market: MarketAtApproval,
  ownGroupId?: string,
): Promise<Verdict> {
  const { request, replaces, refusal } = proposed;
  if (refusal !== undefined) return { kind: 'refused', ...refusal };
  const { accountId, clientOrderId, cycleId = null, source } = input;
  const { symbol, side } = request;
  const books = await riskBooks(tx, {
    accountId,
    clientOrderId,
    cycleId,
    symbol,
    side,
    accountReadAt: market.readAt,
    exceptGroupId: replaces?.order.groupId ?? ownGroupId ?? null,
  });
  const judged = replaces === undefined ? request : { ...request, qty: replaces.remainingQty };
  const context = await riskContextFor(tx, locked, source, market, books);
  const { earlierDecision, ...facts } = context;
  const isFollowUp = replaces !== undefined || input.close !== undefined;
  const verdict = checkOrder(judged, {
    ...facts,
    earlierDecision: isFollowUp ? undefined : earlierDecision,
    buyingPower: buyingPowerFor(proposed, market),
  });
  if (verdict.kind === 'refused') return verdict;
  const orderClass = replaces?.order.orderClass ?? request.orderClass ?? 'simple';
  const washed = washTrade({ ...request, orderClass }, books.standing);
  return washed === undefined ? verdict : { kind: 'refused', ...washed };
}

function buyingPowerFor({ replaces }: ProposedOrder, { account, readAt }: MarketAtApproval): string {
  const submittedAt = replaces?.order.submittedAt;
  if (replaces === undefined || submittedAt === null || submittedAt === undefined) return account.buyingPower;
  const deducted = readAt.getTime() - submittedAt.getTime() > DEDUCTED_AFTER_MS;
  if (!deducted) return account.buyingPower;
  return toDecimalString(decimal(account.buyingPower).plus(replaces.order.reservedNotional));
}
