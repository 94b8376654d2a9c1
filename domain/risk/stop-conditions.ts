import { finiteAmount, shownAmount } from './amount.ts';
import type { StopCondition } from './latch.ts';
import type { RiskLimits } from './limits.ts';

/** What an account is judged by, apart from any order. Dollars; a field that is absent was not looked at. */
export interface AccountHealth {
  readonly tradingBlocked: boolean;
  readonly equity: string;
  /** Equity at the opening of the broker's day, and the highest ever seen. */
  readonly openingEquity?: string;
  readonly highestEquity?: string;
  /** Orders in a row that the broker rejected. */
  readonly rejectStreak?: number;
  /** Our clock less the broker's, at least; absent where the broker's is simulated. */
  readonly clockSkewMs?: number | undefined;
}

type HealthLimits = Pick<
  RiskLimits,
  'dailyLossShareMax' | 'drawdownShareMax' | 'rejectStreakMax' | 'clockSkewMsMax'
>;

/**
 * Every condition that holds and stops entries. Written so that an amount which is no number stops: equity that cannot
 * be read is not equity that is high enough.
 */
export function stopConditions(health: AccountHealth, limits: HealthLimits): readonly StopCondition[] {
  const { equity, openingEquity, highestEquity, rejectStreak = 0, clockSkewMs = 0, tradingBlocked } = health;
  const found: StopCondition[] = [];
  const { dailyLossShareMax, drawdownShareMax, rejectStreakMax, clockSkewMsMax } = limits;
  if (fellBelow(equity, openingEquity, dailyLossShareMax)) {
    const facts = { equity, openingEquity: openingEquity ?? '', dailyLossShareMax };
    found.push({ code: 'DAILY_LOSS', facts: { ...facts, loss: difference(openingEquity, equity) } });
  }
  if (fellBelow(equity, highestEquity, drawdownShareMax)) {
    const facts = { equity, highestEquity: highestEquity ?? '', drawdownShareMax };
    found.push({ code: 'DRAWDOWN', facts: { ...facts, drawdown: difference(highestEquity, equity) } });
  }
  if (!(rejectStreak < rejectStreakMax)) {
    const facts = { rejectStreak: String(rejectStreak), rejectStreakMax: String(rejectStreakMax) };
    found.push({ code: 'REJECT_STREAK', facts });
  }
  if (!(Math.abs(clockSkewMs) <= clockSkewMsMax)) {
    const facts = { clockSkewMs: String(clockSkewMs), clockSkewMsMax: String(clockSkewMsMax) };
    found.push({ code: 'CLOCK_SKEW', facts });
  }
  if (tradingBlocked) {
    found.push({ code: 'ACCOUNT_BLOCKED', facts: { tradingBlocked: String(tradingBlocked) } });
  }
  return found;
}

/** True when `now` is below `before` by more than `share` of it, and when that cannot be told. */
function fellBelow(now: string, before: string | undefined, share: string): boolean {
  if (before === undefined) return false;
  const [current, earlier, part] = [finiteAmount(now), finiteAmount(before), finiteAmount(share)];
  if (current === undefined || earlier === undefined || part === undefined) return true;
  return current.lt(earlier.minus(earlier.abs().times(part)));
}

function difference(before: string | undefined, now: string): string {
  const [earlier, current] = [finiteAmount(before), finiteAmount(now)];
  return shownAmount(current === undefined ? undefined : earlier?.minus(current));
}
