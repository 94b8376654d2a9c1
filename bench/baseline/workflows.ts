export { bareOrder } from './bare-order.ts';
export { noop } from './noop.ts';
