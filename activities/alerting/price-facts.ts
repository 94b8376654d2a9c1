import { log } from '@temporalio/activity';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import type { AlertRuleRow } from '../../db/tables/alert-tables.ts';
import type { AccountFact, PriceFact } from '../../domain/alerts/alert-facts.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { AlertingDeps } from './alerting-deps.ts';
import { windowOpens } from './window-opens.ts';

/**
 * The latest prices that the rules ask about, and the first price of each of their windows; nothing is asked without
 * such a rule. A source that cannot be read leaves them out.
 */
export async function priceFacts(
  { db, marketDataOf }: AlertingDeps,
  rules: readonly AlertRuleRow[],
  accounts: readonly AccountFact[],
): Promise<ReadonlyMap<string, PriceFact>> {
  const terms = rules.map((rule) => rule.terms);
  const symbols = [
    ...new Set(terms.flatMap((one) => (one.kind === 'price' || one.kind === 'move' ? one.symbol : []))),
  ];
  const [first] = accounts;
  const account = symbols.length === 0 || first === undefined ? undefined : await accountById(db, first.id);
  if (account === undefined) return new Map();
  const windows = terms.flatMap((one) =>
    one.kind === 'move' ? [[one.symbol, one.windowMinutes] as const] : [],
  );
  try {
    const market = marketDataOf(account);
    const snapshots = await market.snapshots(symbols);
    const facts = await Promise.all(
      [...snapshots].map(async ([symbol, { lastTrade }]) => {
        if (lastTrade === undefined) return [];
        const minutes = [...new Set(windows.flatMap(([of, window]) => (of === symbol ? window : [])))];
        const opens = await windowOpens(market, symbol, lastTrade, minutes);
        return [[symbol, { latest: lastTrade.price, at: lastTrade.at, windowOpens: opens }] as const];
      }),
    );
    return new Map(facts.flat());
  } catch (error) {
    if (!(error instanceof SourceOutage)) throw error;
    log.warn('prices that alerts ask about could not be read', { reason: error.message });
    return new Map();
  }
}
