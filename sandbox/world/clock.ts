import type { Clock } from './world.ts';

/** What is needed to go on with the same simulated time: `now` was shown when the wall clock read `wall`. */
export interface ClockState {
  readonly wall: number;
  readonly now: number;
  readonly speed: number;
}

/** Asked to set the clock to a moment before the one it shows. */
export class ClockBackwardsError extends Error {
  override readonly name = 'ClockBackwardsError';
  readonly now: number;
  readonly asked: number;

  constructor(now: number, asked: number) {
    super(`the clock shows ${new Date(now).toISOString()} and only moves forward`);
    this.now = now;
    this.asked = asked;
  }
}

export interface SandboxClock extends Clock {
  /** Moves to `now` (epoch ms, forward only) and runs at `speed` (0 freezes); undefined leaves either as it is. */
  set(now: number | undefined, speed: number | undefined): void;
  /** Back to real time, even when that is earlier. */
  reset(): void;
  state(): ClockState;
  /** Calls `listener` after every `set` and `reset`; the answer ends it. */
  onChange(listener: () => void): () => void;
}

/** Simulated time over `wall` (epoch ms, not decreasing). Without `state` it shows real time. */
export function createClock(options: { wall: () => number; state?: ClockState }): SandboxClock {
  const { wall } = options;
  const realTime = (): ClockState => ({ wall: 0, now: 0, speed: 1 });
  const listeners = new Set<() => void>();
  let state = options.state ?? realTime();
  const now = (): number => Math.floor(state.now + (wall() - state.wall) * state.speed);
  const change = (next: ClockState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  return {
    now,
    speed: () => state.speed,
    set: (asked, speed) => {
      const current = now();
      if (asked !== undefined && !Number.isFinite(asked)) throw new RangeError('now must be a finite time');
      if (speed !== undefined && !(Number.isFinite(speed) && speed >= 0)) {
        throw new RangeError('speed must be zero or a positive number');
      }
      if (asked !== undefined && asked < current) throw new ClockBackwardsError(current, asked);
      change({ wall: wall(), now: asked ?? current, speed: speed ?? state.speed });
    },
    reset: () => {
      change(realTime());
    },
    state: () => state,
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
