import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Redact } from '../../telemetry/redact.ts';

const CAUSES_MAX = 8;

/** Takes secrets out of whatever an activity throws, before Temporal writes it into a history. */
export function redactFailures(redact: Redact) {
  return (): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          blank(error, redact);
          throw error;
        }
      },
    },
  });
}

/** In place: class, code and cause of an error decide what becomes of it. */
function blank(error: unknown, redact: Redact): void {
  let at = error;
  for (let depth = 0; depth < CAUSES_MAX && at instanceof Error; depth += 1) {
    const { message, stack } = at;
    if (redact(message) !== message) at.message = redact(message);
    if (stack !== undefined && redact(stack) !== stack) at.stack = redact(stack);
    at = at.cause;
  }
}
