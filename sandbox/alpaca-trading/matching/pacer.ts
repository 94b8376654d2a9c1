import type { Clock } from '../../world/world.ts';
import { isWorking, type Order } from '../orders/order.ts';
import type { Matcher } from './matcher.ts';

/** Gives marketable orders their executions a few real milliseconds apart, as an exchange would. */
interface Pacer {
  /** Looks at a working order now; what can trade is filled in the real time of its plan. */
  look(order: Order): void;
  /** Fills at once what waits for its time. */
  hurry(order: Order, at: number): void;
  stop(): void;
}

export function createPacer(deps: { readonly clock: Clock; readonly matcher: Matcher }): Pacer {
  const { clock, matcher } = deps;
  const timers = new Map<string, NodeJS.Timeout>();

  const look = (order: Order): void => {
    const { id, timeInForce } = order.ticket;
    if (timers.has(id) || !isWorking(order)) return;
    const immediate = timeInForce === 'ioc' || timeInForce === 'fok';
    if (!matcher.meets(order, clock.now()) && !immediate) return;
    const plan = matcher.plan(order);
    const delayMs = order.executionCount === 0 ? plan.firstDelayMs : plan.nextDelayMs;
    timers.set(
      id,
      setTimeout(() => {
        timers.delete(id);
        if (immediate) matcher.fillAll(order, clock.now());
        else matcher.fillPart(order, clock.now());
        look(order);
      }, delayMs),
    );
  };

  return {
    look,
    hurry(order, at) {
      const timer = timers.get(order.ticket.id);
      if (timer === undefined) return;
      clearTimeout(timer);
      timers.delete(order.ticket.id);
      matcher.fillAll(order, at);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
