import { heartbeat } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';

/** Well below every heartbeat time-out; a step that is quicker than this sends none. */
const EVERY_MS = 1_500;

/** Sends a heartbeat for every activity that runs, so that a dead worker is noticed within seconds. */
export function heartbeats(): { inbound: ActivityInboundCallsInterceptor } {
  return {
    inbound: {
      async execute(input, next) {
        const beating = setInterval(() => heartbeat(), EVERY_MS);
        try {
          return await next(input);
        } finally {
          clearInterval(beating);
        }
      },
    },
  };
}
