import type { WhenSpent } from '../llm/asking.ts';
import type { DecimalString } from '../money.ts';
import { type DataRule, QUOTE_AND_BARS } from './data-rule.ts';

/** Independent answers to the same question at most. */
export const VOTES_MAX = 7;

/**
 * A language model proposes, code decides. Weights are shares of equity; the other limits end a deliberation: when one
 * is near, the model is asked for its answer without tools.
 */
export interface AnalystParameters {
  /** The largest target weight of one symbol. */
  readonly maxWeight: DecimalString;
  /** What all symbols of the universe may add up to after its buys. */
  readonly investedMax: DecimalString;
  /** Steps smaller than this share of equity are not traded. */
  readonly rebalanceBand: DecimalString;
  /** Buys of which the model is less sure are left alone, in [0, 1]. */
  readonly minConfidence: number;
  /** Questions to the model in one deliberation, the last one included. */
  readonly stepsMax: number;
  readonly toolCallsMax: number;
  /** Tokens in and out of one deliberation. */
  readonly tokensMax: number;
  /** Dollars of one deliberation. */
  readonly usdMax: DecimalString;
  readonly secondsMax: number;
  /** Independent deliberations; a trade needs more than half of them. */
  readonly votes: number;
  /** Whether a second question must argue against each proposal, and may lower or strike it. */
  readonly critic: boolean;
  readonly whenSpent: WhenSpent;
  /** The strategy's own cap of dollars a UTC day; null: the installation's cap for a strategy. */
  readonly strategyUsdPerDay: DecimalString | null;
}

export const ANALYST_DEFAULTS: AnalystParameters = {
  maxWeight: '0.1',
  investedMax: '0.8',
  rebalanceBand: '0.01',
  minConfidence: 0.5,
  stepsMax: 12,
  toolCallsMax: 40,
  tokensMax: 300_000,
  usdMax: '0.5',
  secondsMax: 300,
  votes: 1,
  critic: false,
  whenSpent: 'cheaper-model',
  strategyUsdPerDay: null,
};

/** A size is taken from the quote; what else a proposal stands on, the model says by its citations. */
export const ANALYST_DATA: DataRule = QUOTE_AND_BARS;
