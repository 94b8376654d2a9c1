import { createHash } from 'node:crypto';
import { type Decimal, exact } from '../decimal.ts';

/** How an order that meets the market is filled, in real time. The parts add up to the whole. */
export interface FillPlan {
  readonly parts: 1 | 2 | 3;
  /** Real ms from acceptance to the first execution, 1 to 10: about what an exchange takes. */
  readonly firstDelayMs: number;
  /** Real ms between two executions, 20 to 200. */
  readonly nextDelayMs: number;
}

/** The plan follows from the seed and the client order id alone; about one order in ten comes in parts. */
export function fillPlan(seed: number, clientOrderId: string): FillPlan {
  const hash = createHash('sha256').update(`fill:${seed}:${clientOrderId}`).digest();
  const draw = hash.readUInt16BE(0) % 100;
  return {
    parts: draw < 5 ? 2 : draw < 10 ? 3 : 1,
    firstDelayMs: 1 + (hash.readUInt16BE(2) % 10),
    nextDelayMs: 20 + (hash.readUInt16BE(4) % 181),
  };
}

/**
 * The quantity of the next execution when `done` parts are filled and `remaining` is left: whole shares, and what
 * cannot be split goes in one piece.
 */
export function nextPart(plan: FillPlan, done: number, remaining: Decimal): Decimal {
  const left = plan.parts - done;
  if (left <= 1 || !remaining.isInteger()) return remaining;
  const part = remaining.dividedToIntegerBy(left);
  return part.isZero() ? remaining : exact(part.toFixed());
}
