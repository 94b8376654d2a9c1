import type { LogFields } from '../telemetry/log-context.ts';

/** The cycle or the order that a workflow's id names, for the log. */
export function idsOfWorkflow(workflowId: string): LogFields {
  if (workflowId.startsWith('order:'))
    return { workflowId, clientOrderId: workflowId.slice('order:'.length) };
  return workflowId.startsWith('cycle:') ? { workflowId, cycleId: workflowId } : { workflowId };
}
