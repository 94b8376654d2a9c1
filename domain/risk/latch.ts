import type { Timestamp } from '../market.ts';
import type { Facts } from '../refusal.ts';

/**
 * Conditions that stop entries. Once seen they are latched: kept with their evidence over restarts, until a person
 * clears them. Codes are stable.
 */
export const LATCH_REASONS = {
  DAILY_LOSS: 'The account has lost too much since the day’s opening.',
  DRAWDOWN: 'The account is too far below its highest equity.',
  REJECT_STREAK: 'The broker has rejected too many orders in a row.',
  DRIFT: 'The ledger and the broker differ, and nothing explains it.',
  CLOCK_SKEW: 'Our clock and the broker’s are too far apart.',
  ACCOUNT_BLOCKED: 'The broker has blocked the account.',
  UNRESOLVED_ORDER: 'The outcome of an order could not be found out.',
  USER_MAY_NOT_TRADE: 'The user is disabled, or in a role that trades nothing.',
} as const;

export type LatchCode = keyof typeof LATCH_REASONS;

/** Every code, in the order in which conditions are looked at. */
export const LATCH_CODES = [
  'DAILY_LOSS',
  'DRAWDOWN',
  'REJECT_STREAK',
  'DRIFT',
  'CLOCK_SKEW',
  'ACCOUNT_BLOCKED',
  'UNRESOLVED_ORDER',
  'USER_MAY_NOT_TRADE',
] as const satisfies readonly LatchCode[];

/** A condition as it is seen, with its evidence. */
export interface StopCondition {
  readonly code: LatchCode;
  readonly facts: Facts;
}

/** A condition that was seen and has not been cleared. */
export interface Latch extends StopCondition {
  readonly since: Timestamp;
}
