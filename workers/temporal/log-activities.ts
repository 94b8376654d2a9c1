import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { REQUEST_ID_HEADER } from '../../domain/request-id-header.ts';
import type { Logger } from '../../telemetry/log.ts';
import { withLogFields } from '../../telemetry/log-context.ts';
import { idsOfWorkflow } from './ids-of-workflow.ts';

/**
 * Puts the ids of cycle, order and request on every line that is written while an activity runs, and writes one when it
 * is done. A failed attempt is told by Temporal's own line, which has the same ids.
 */
export function logActivities(logger: Logger): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute(input, next) {
        const { activityType, attempt, workflowExecution } = info;
        const asked = input.headers[REQUEST_ID_HEADER];
        const ids = {
          ...(workflowExecution === undefined ? {} : idsOfWorkflow(workflowExecution.workflowId)),
          ...(asked === undefined ? {} : { requestId: defaultPayloadConverter.fromPayload<string>(asked) }),
          activityType,
          attempt,
        };
        return withLogFields(ids, async () => {
          const startedAt = performance.now();
          const result = await next(input);
          logger.info({ ms: Math.round(performance.now() - startedAt) }, 'activity done');
          return result;
        });
      },
    },
  });
}
