import { setTimeout as delay } from 'node:timers/promises';
import type { OrderAnswer } from '../domain/ordering/order-intent.ts';
import type { Broker } from '../domain/ports/broker.ts';
import type { BusEvent } from '../domain/ports/event-bus.ts';
import type { EventLog } from '../domain/ports/event-log.ts';
import type { SandboxControl } from '../tests/support/sandbox-control.ts';
import type { Seams } from '../workers/seams.ts';
import type { QueueWork } from '../workers/temporal/task-queues.ts';
import type { ArmedCrashes } from './armed-crashes.ts';
import type { Action } from './crash-points.ts';
import { uncommittedWrites } from './uncommitted-writes.ts';

const POLL_MS = 2;
const CANCELED: ReadonlySet<string> = new Set(['canceled', 'pending_cancel']);

/** A worker's parts with a death at each crash point; where none is armed they do what they always do. */
export function crashingSeams(armed: ArmedCrashes, sandbox: SandboxControl): Seams {
  /** The call is on its way; the process dies once the broker's own log has its effect, before hearing the answer. */
  const unheard = async <T>(
    action: Action,
    subject: string,
    call: () => Promise<T>,
    hasEffect: () => Promise<boolean>,
  ): Promise<T> => {
    const crash = { action, point: 'after-acceptance-before-response', subject } as const;
    armed.strike({ action, point: 'after-intent-before-post', subject });
    const state = { answered: false };
    const answer = call().finally(() => {
      state.answered = true;
    });
    // Looked at once more after the answer: it may have been quicker than the look.
    for (let last = false; armed.isArmed(crash) && !last; ) {
      last = state.answered;
      if (await hasEffect().catch(() => false)) armed.strike(crash);
      await delay(POLL_MS);
    }
    const heard = await answer;
    armed.strike({ action, point: 'after-response-before-write', subject });
    return heard;
  };

  const broker = (inner: Broker): Broker => ({
    ...inner,
    submit: (id, request, signal) =>
      unheard(
        'submit',
        id,
        () => inner.submit(id, request, signal),
        async () => (await sandbox.orders(id)).length > 0,
      ),
    // A replacement is an order of its own, with all the points of one.
    replace: (originalId, id, changes, signal) =>
      unheard(
        'submit',
        id,
        () => inner.replace(originalId, id, changes, signal),
        async () => (await sandbox.orders(id)).length > 0,
      ),
    cancel: (id, signal) =>
      unheard(
        'cancel',
        id,
        () => inner.cancel(id, signal),
        async () => (await sandbox.orders()).some((row) => row.id === id && CANCELED.has(row.status)),
      ),
  });

  const log = (inner: EventLog): EventLog => ({
    ...inner,
    async append(event, seq) {
      const subject = orderOf(event);
      const action = event.type === 'order.canceled' ? 'cancel' : 'submit';
      if (subject !== undefined) armed.strike({ action, point: 'before-event-published', subject });
      await inner.append(event, seq);
      if (subject !== undefined) armed.strike({ action, point: 'after-event-published', subject });
    },
  });

  const submitted = (answer: OrderAnswer): OrderAnswer => {
    if (answer.brokerOrderId !== undefined) {
      const subject = answer.clientOrderId;
      armed.strike({ action: 'submit', point: 'after-write-before-completion', subject });
    }
    return answer;
  };

  const work = (inner: QueueWork): QueueWork => ({
    ...inner,
    orders: {
      ...inner.orders,
      placeOrder: async (input) => submitted(await inner.orders.placeOrder(input)),
      submitOrder: async (ref) => submitted(await inner.orders.submitOrder(ref)),
      async requestCancel(ref) {
        const answer = await inner.orders.requestCancel(ref);
        const subject = ref.clientOrderId;
        armed.strike({ action: 'cancel', point: 'after-write-before-completion', subject });
        return answer;
      },
    },
  });

  return {
    broker,
    log,
    work,
    database: (db) =>
      db.withPlugin(
        uncommittedWrites((action, subject) => {
          armed.strike({ action, point: 'before-intent-commits', subject });
        }),
      ),
  };
}

function orderOf({ payload: { clientOrderId } }: BusEvent): string | undefined {
  return typeof clientOrderId === 'string' ? clientOrderId : undefined;
}
