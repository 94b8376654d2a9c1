import type { FaultBoard } from './fault-board.ts';

interface LookUp {
  readonly method: string;
  readonly path: string;
}

/** Look-ups that do not see an order yet, as a lagging read replica: the effect `hide-order`. */
export interface HiddenOrders {
  /** Called when an order is accepted: a fault that covers POST /v2/orders hides it for the fault's `ms`. */
  readonly accepted: (orderId: string) => void;
  /** True when this look-up must not see the order; a fault that covers the look-up hides it while it is young. */
  hides(orderId: string, lookUp: LookUp): boolean;
}

export function createHiddenOrders(board: FaultBoard, wall: () => number): HiddenOrders {
  const acceptedAt = new Map<string, number>();
  const hiddenUntil = new Map<string, number>();
  return {
    accepted(orderId) {
      acceptedAt.set(orderId, wall());
      const fault = board.match('alpaca-trading', 'POST', '/v2/orders', ['hide-order']);
      if (fault) hiddenUntil.set(orderId, wall() + (fault.ms ?? 0));
    },
    hides(orderId, { method, path }) {
      const now = wall();
      if ((hiddenUntil.get(orderId) ?? 0) > now) return true;
      const since = acceptedAt.get(orderId);
      if (since === undefined) return false;
      const young = (ms: number | undefined): boolean => now < since + (ms ?? 0);
      return (
        board.match('alpaca-trading', method, path, ['hide-order'], (fault) => young(fault.ms)) !== undefined
      );
    },
  };
}
