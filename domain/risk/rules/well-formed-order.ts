import { formFaultOf } from '../../order-form/order-form.ts';
import type { RiskRule } from '../risk-context.ts';

/** The order's fields fit together as the broker demands; what is certain to be refused there is refused here. */
export const wellFormedOrderRule: RiskRule = (order) => {
  const fault = formFaultOf(order);
  return fault === undefined ? undefined : { code: 'ORDER_MALFORMED', facts: { ...fault } };
};
