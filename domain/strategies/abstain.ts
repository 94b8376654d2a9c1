import type { Abstention } from '../decision.ts';
import type { Facts } from '../refusal.ts';

/**
 * Why a strategy leaves a symbol alone. Stable codes:
 * - data: `MISSING_DATA`, `STALE_DATA`, `CONFLICTING_DATA`
 * - judgement: `NOT_AMONG_STRONGEST`, `RETURN_TOO_LOW`, `NOT_STRETCHED`, `HOLDING`, `HOLDINGS_FULL`
 * - size: `AT_TARGET`, `UNDER_ONE_SHARE`, `INSIDE_BAND`, `NOTHING_TO_SELL`, `NO_EQUITY`
 */
export type AbstentionCode =
  | 'MISSING_DATA'
  | 'STALE_DATA'
  | 'CONFLICTING_DATA'
  | 'NOT_AMONG_STRONGEST'
  | 'RETURN_TOO_LOW'
  | 'NOT_STRETCHED'
  | 'HOLDING'
  | 'HOLDINGS_FULL'
  | 'AT_TARGET'
  | 'UNDER_ONE_SHARE'
  | 'INSIDE_BAND'
  | 'NOTHING_TO_SELL'
  | 'NO_EQUITY';

export function abstain(symbol: string, code: AbstentionCode, message: string, facts: Facts): Abstention {
  return { symbol, code, message, facts };
}
