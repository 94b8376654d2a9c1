import type { DecimalString } from '../../domain/money.ts';
import type { OrderRequest } from '../../domain/order.ts';

/** An order that the strategy's decision asks for, under the id that it will have for ever. */
export interface PlannedOrder {
  readonly clientOrderId: string;
  readonly request: OrderRequest & { readonly qty: DecimalString };
}
