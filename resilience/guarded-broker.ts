import type { Broker } from '../domain/ports/broker.ts';
import type { Guard } from './guard.ts';

/**
 * A broker whose books are read through the guard. What sends, changes, cancels or looks up one order goes straight to
 * the broker, whatever its health: an order is never lost to an open breaker.
 */
export function guardedBroker(broker: Broker, guard: Guard): Broker {
  return {
    ...broker,
    account: (signal) => guard.run('account', () => broker.account(signal), signal),
    positions: (signal) => guard.run('positions', () => broker.positions(signal), signal),
    clock: (signal) => guard.run('clock', () => broker.clock(signal), signal),
    asset: (symbol, signal) => guard.run(`asset ${symbol}`, () => broker.asset(symbol, signal), signal),
    orders: (query, signal) => guard.run('orders', () => broker.orders(query, signal), signal),
    executions: (query, signal) => guard.run('executions', () => broker.executions(query, signal), signal),
  };
}
