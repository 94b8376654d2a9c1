import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { REQUEST_ID_HEADER } from '../../domain/request-id-header.ts';
import { currentLogFields } from '../../telemetry/log-context.ts';

/** Sends the id of the request with everything that it asks of a workflow, for the log of whoever works on it. */
export const sendRequestId: WorkflowClientInterceptor = {
  start: (input, next) => next({ ...input, headers: withRequestId(input.headers) }),
  startWithDetails: (input, next) => next({ ...input, headers: withRequestId(input.headers) }),
  startUpdate: (input, next) => next({ ...input, headers: withRequestId(input.headers) }),
  startUpdateWithStart: (input, next) =>
    next({
      ...input,
      workflowStartHeaders: withRequestId(input.workflowStartHeaders),
      updateHeaders: withRequestId(input.updateHeaders),
    }),
  signal: (input, next) => next({ ...input, headers: withRequestId(input.headers) }),
};

function withRequestId(headers: Headers): Headers {
  const { requestId } = currentLogFields();
  if (requestId === undefined) return headers;
  return { ...headers, [REQUEST_ID_HEADER]: defaultPayloadConverter.toPayload(requestId) };
}
