import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { AsyncLocalStorage, log, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { REQUEST_ID_HEADER } from '../domain/request-id-header.ts';

const requestIds = new AsyncLocalStorage<string>();

/**
 * The id of the HTTP request that asked for something goes with it: from the start or the update into the workflow's
 * log lines, its activities and its children. It decides nothing.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      execute: (input, next) =>
        within(input.headers, async () => {
          const result = await next(input);
          log.info('workflow done');
          return result;
        }),
      handleUpdate: (input, next) => within(input.headers, () => next(input)),
      handleSignal: (input, next) => within(input.headers, () => next(input)),
    },
  ],
  outbound: [
    {
      scheduleActivity: (input, next) => next({ ...input, headers: withRequestId(input.headers) }),
      startChildWorkflowExecution: (input, next) => next({ ...input, headers: withRequestId(input.headers) }),
      getLogAttributes(input, next) {
        const requestId = requestIds.getStore();
        return next(requestId === undefined ? input : { ...input, requestId });
      },
    },
  ],
});

function within<T>(headers: Headers, run: () => T): T {
  const payload = headers[REQUEST_ID_HEADER];
  if (payload === undefined) return run();
  return requestIds.run(defaultPayloadConverter.fromPayload<string>(payload), run);
}

function withRequestId(headers: Headers): Headers {
  const requestId = requestIds.getStore();
  if (requestId === undefined) return headers;
  return { ...headers, [REQUEST_ID_HEADER]: defaultPayloadConverter.toPayload(requestId) };
}
