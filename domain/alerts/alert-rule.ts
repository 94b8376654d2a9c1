import type { DecimalString } from '../money.ts';

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
/** `critical` comes through quiet hours. */
export type Severity = (typeof SEVERITIES)[number];

/** What a rule watches, with its own terms. Percents and dollars are decimals in text. */
export type RuleTerms =
  | {
      readonly kind: 'price';
      readonly symbol: string;
      readonly crosses: 'above' | 'below';
      readonly price: DecimalString;
    }
  | {
      readonly kind: 'move';
      readonly symbol: string;
      readonly percent: DecimalString;
      readonly windowMinutes: number;
    }
  | {
      readonly kind: 'position';
      /** Dollars held in one symbol, or the loss of a position in percent of what it cost. */
      readonly measure: 'value' | 'loss-percent';
      readonly above: DecimalString;
      /** Left out: every symbol held. */
      readonly symbol?: string;
    }
  | { readonly kind: 'drawdown'; readonly percent: DecimalString }
  | { readonly kind: 'fill'; readonly symbol?: string }
  | { readonly kind: 'refusal'; readonly count: number; readonly windowMinutes: number }
  | { readonly kind: 'drift' }
  | { readonly kind: 'source-down'; readonly forSeconds: number }
  | { readonly kind: 'market-stale'; readonly forSeconds: number }
  | { readonly kind: 'budget'; readonly percent: DecimalString }
  | { readonly kind: 'decision-unavailable' }
  | { readonly kind: 'login-burst' }
  | { readonly kind: 'stuck-workflow'; readonly minutes: number };

export type RuleKind = RuleTerms['kind'];

export const RULE_KINDS = [
  'price',
  'move',
  'position',
  'drawdown',
  'fill',
  'refusal',
  'drift',
  'source-down',
  'market-stale',
  'budget',
  'decision-unavailable',
  'login-burst',
  'stuck-workflow',
] as const satisfies readonly RuleKind[];

/** A rule as evaluation sees it. */
export interface AlertRule {
  readonly id: string;
  readonly terms: RuleTerms;
  /** One account alone; null for all of the user's. */
  readonly accountId: string | null;
}

/** Kinds that events raise, one pulse each: they are over when no more come. */
const PULSE_KINDS: ReadonlySet<RuleKind> = new Set(['fill', 'decision-unavailable', 'login-burst']);

export function isPulseKind(kind: RuleKind): boolean {
  return PULSE_KINDS.has(kind);
}
