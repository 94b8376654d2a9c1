import { accountFacts, openWork, refusalFacts, sourceFacts } from '../../db/queries/alerts/alert-facts.ts';
import { ALL_STRATEGIES, spendingOfDay } from '../../db/queries/models/llm-spending.ts';
import type { AlertRuleRow } from '../../db/tables/alert-tables.ts';
import type { AlertFacts } from '../../domain/alerts/alert-facts.ts';
import { decimal, toDecimalString } from '../../domain/money.ts';
import type { AlertingDeps } from './alerting-deps.ts';
import { priceFacts } from './price-facts.ts';

/** The longest window of a rule about refusals. */
const REFUSALS_MS = 24 * 60 * 60_000;

/** All that the user's rules are judged by, at this moment. */
export async function readFacts(
  deps: AlertingDeps,
  userId: string,
  rules: readonly AlertRuleRow[],
): Promise<AlertFacts> {
  const { db, now, modelUsdPerDay } = deps;
  const at = now();
  const day = at.toISOString().slice(0, 10);
  const accounts = await accountFacts(db, userId);
  const ids = accounts.map(({ id }) => id);
  const [prices, sources, spending, refusals, work] = await Promise.all([
    priceFacts(deps, rules, accounts),
    sourceFacts(db, userId),
    spendingOfDay(db, userId, day),
    refusalFacts(db, ids, new Date(at.getTime() - REFUSALS_MS)),
    openWork(db, ids),
  ]);
  const all = spending.find(({ scope }) => scope === ALL_STRATEGIES);
  const usedUsd = toDecimalString(decimal(all?.spentUsd ?? '0').plus(all?.reservedUsd ?? '0'));
  return {
    now: at.toISOString(),
    accounts,
    prices,
    sources,
    budget: { capUsd: modelUsdPerDay, usedUsd, day },
    refusals,
    openWork: work,
  };
}
