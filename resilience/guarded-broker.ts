import type { Broker } from '../domain/ports/broker.ts';
import type { Guard } from './guard.ts';

/**
 * A broker whose books a cycle reads through the guard. What sends, changes, cancels or looks up orders goes straight to
 * the broker, whatever its health: an order is never lost to an open breaker.
 */
export function guardedBroker(broker: Broker, guard: Guard): Broker {
  return {
    ...broker,
    account: (signal) => guard.run('account', () => broker.account(signal), signal),
    positions: (signal) => guard.run('positions', () => broker.positions(signal), signal),
    clock: (signal) => guard.run('clock', () => broker.clock(signal), signal),
  };
}
