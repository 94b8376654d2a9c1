import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Info } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { isDatabaseOutage } from '../db/outage.ts';

const LOOK_EVERY_MS = 500;
/** What an attempt keeps for itself once the database is back. */
const KEPT_FOR_WORK_MS = 4_000;

/** What is asked of Temporal's context of an attempt. */
interface Attempt extends Pick<Context, 'cancellationSignal'> {
  readonly info: Pick<Info, 'retryPolicy' | 'startToCloseTimeoutMs'>;
}

/**
 * A step whose attempts are counted, for the sake of an outside source, is not to lose them to our own database: the
 * attempt waits until the database answers, and does its work again. Steps are safe to repeat. One that may be
 * repeated for ever fails at once, and shows its error in the Web UI.
 * @param answers resolves when the database answers, and rejects when it does not
 */
export function waitForDatabase(answers: () => Promise<unknown>) {
  return ({ info, cancellationSignal }: Attempt): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(input, next) {
        const isCounted = (info.retryPolicy?.maximumAttempts ?? 0) > 0;
        const until = performance.now() + info.startToCloseTimeoutMs - KEPT_FOR_WORK_MS;
        for (;;) {
          try {
            return await next(input);
          } catch (error) {
            if (!isCounted || !isDatabaseOutage(error)) throw error;
            if (!(await isBack(until, cancellationSignal))) throw error;
          }
        }
      },
    },
  });

  async function isBack(until: number, signal: AbortSignal): Promise<boolean> {
    while (performance.now() < until && !signal.aborted) {
      await sleep(LOOK_EVERY_MS);
      if (await answers().then(yes, no)) return true;
    }
    return false;
  }
}

const yes = () => true;
const no = () => false;
