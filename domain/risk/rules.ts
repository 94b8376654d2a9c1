import type { RiskRule } from './risk-context.ts';
import { accountBlockedRule } from './rules/account-blocked.ts';
import { buyingPowerRule } from './rules/buying-power.ts';
import { duplicateDecisionRule } from './rules/duplicate-decision.ts';
import { entriesStoppedRule } from './rules/entries-stopped.ts';
import { concentrationRule, grossExposureRule, netExposureRule } from './rules/exposure.ts';
import { finiteNumbersRule } from './rules/finite-numbers.ts';
import { freshAccountRule } from './rules/fresh-account.ts';
import { freshQuoteRule } from './rules/fresh-quote.ts';
import { knownAssetRule } from './rules/known-asset.ts';
import { linkedExitsRule } from './rules/linked-exits.ts';
import { marketOpenRule } from './rules/market-open.ts';
import { orderCountsRule } from './rules/order-counts.ts';
import { orderNotionalRule } from './rules/order-notional.ts';
import { orderQtyRule } from './rules/order-qty.ts';
import { positionShareRule } from './rules/position-share.ts';
import { priceCollarRule } from './rules/price-collar.ts';
import { reconciledRule } from './rules/reconciled.ts';
import { shortSellingRule } from './rules/short-selling.ts';
import { tradingStateRule } from './rules/trading-state.ts';
import { volumeShareRule } from './rules/volume-share.ts';
import { wellFormedOrderRule } from './rules/well-formed-order.ts';

/** Every rule, in the order in which it is asked. Those further down rely on what those above have let through. */
export const RULES: readonly { readonly name: string; readonly rule: RiskRule }[] = [
  { name: 'trading-state', rule: tradingStateRule },
  { name: 'reconciled', rule: reconciledRule },
  { name: 'account-blocked', rule: accountBlockedRule },
  { name: 'finite-numbers', rule: finiteNumbersRule },
  { name: 'well-formed-order', rule: wellFormedOrderRule },
  { name: 'entries-stopped', rule: entriesStoppedRule },
  { name: 'known-asset', rule: knownAssetRule },
  { name: 'market-open', rule: marketOpenRule },
  { name: 'fresh-quote', rule: freshQuoteRule },
  { name: 'linked-exits', rule: linkedExitsRule },
  { name: 'fresh-account', rule: freshAccountRule },
  { name: 'price-collar', rule: priceCollarRule },
  { name: 'short-selling', rule: shortSellingRule },
  { name: 'order-notional', rule: orderNotionalRule },
  { name: 'order-qty', rule: orderQtyRule },
  { name: 'volume-share', rule: volumeShareRule },
  { name: 'position-share', rule: positionShareRule },
  { name: 'concentration', rule: concentrationRule },
  { name: 'gross-exposure', rule: grossExposureRule },
  { name: 'net-exposure', rule: netExposureRule },
  { name: 'duplicate-decision', rule: duplicateDecisionRule },
  { name: 'order-counts', rule: orderCountsRule },
  { name: 'buying-power', rule: buyingPowerRule },
];
