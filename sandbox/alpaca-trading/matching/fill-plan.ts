import { createHash } from 'node:crypto';
import { type Decimal, exact } from '../decimal.ts';

/** How an order that meets the market is filled, in real time. The parts add up to the whole. */
export interface FillPlan {
  readonly parts: 1 | 2 | 3;
  /** Real ms from acceptance to the first execution, 5 to 50. */
  readonly firstDelayMs: number;
  /** Real ms between two executions, 40 to 400. */
  readonly nextDelayMs: number;
}

/** The plan follows from the seed and the client order id alone; about one order in ten comes in parts. */
export function fillPlan(seed: number, clientOrderId: string): FillPlan {
  const hash = createHash('sha256').update(`fill:${seed}:${clientOrderId}`).digest();
  const draw = hash.readUInt16BE(0) % 100;
  return {
    parts: draw < 5 ? 2 : draw < 10 ? 3 : 1,
    firstDelayMs: 5 + (hash.readUInt16BE(2) % 46),
    nextDelayMs: 40 + (hash.readUInt16BE(4) % 361),
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
