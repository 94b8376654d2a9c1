import type { Broker } from '../../domain/ports/broker.ts';

/** For tests: a broker that does what it is given, and fails at everything else. */
export function aBroker(does: Partial<Broker>): Broker {
  const not = async (): Promise<never> => {
    throw new Error('this broker was not made for that');
  };
  return {
    account: not,
    positions: not,
    clock: not,
    asset: not,
    orders: not,
    orderByClientOrderId: not,
    executions: not,
    submit: not,
    replace: not,
    cancel: not,
    cancelAll: not,
    suspendTrading: not,
    followTradeUpdates: not,
    ...does,
  };
}
