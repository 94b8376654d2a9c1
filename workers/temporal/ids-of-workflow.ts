import type { LogFields } from '../../telemetry/log-context.ts';

/** The cycle or the order that a workflow's id names, for the log. */
export function idsOfWorkflow(workflowId: string): LogFields {
  if (workflowId.startsWith('order:'))
    return { workflowId, clientOrderId: workflowId.slice('order:'.length) };
  if (workflowId.startsWith('deliberation:'))
    return { workflowId, cycleId: workflowId.slice('deliberation:'.length).replace(/Z:\d+$/, 'Z') };
  return workflowId.startsWith('cycle:') ? { workflowId, cycleId: workflowId } : { workflowId };
}
