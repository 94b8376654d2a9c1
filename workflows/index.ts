export { autonomousCycle } from './autonomous-cycle.ts';
export { cancelOrders } from './cancel-orders.ts';
export { followTradeUpdates } from './follow-trade-updates.ts';
export { haltTrading } from './halt-trading.ts';
export { order } from './order.ts';
export { reconciliation } from './reconciliation.ts';
