import type { OrderSide } from '../../../domain/order.ts';

/** The order that risk is asked about. */
export interface RiskQuestion {
  readonly accountId: string;
  readonly clientOrderId: string;
  readonly cycleId: string | null;
  readonly symbol: string;
  readonly side: OrderSide;
  /** When the broker's account was asked for, by our clock. */
  readonly accountReadAt: Date;
  /** A group that is judged as if it were not in the books. */
  readonly exceptGroupId: string | null;
}
