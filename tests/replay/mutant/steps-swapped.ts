import type { WorkflowInterceptors } from '@temporalio/workflow';

const SWAPPED: Readonly<Record<string, string>> = {
  fuse: 'analyse',
  analyse: 'fuse',
  placeOrder: 'submitOrder',
  submitOrder: 'placeOrder',
};

/** Put around the real workflows, it lets two steps of the cycle, and two of the order, change places. */
export function interceptors(): WorkflowInterceptors {
  return {
    outbound: [
      {
        scheduleActivity: (input, next) =>
          next({ ...input, activityType: SWAPPED[input.activityType] ?? input.activityType }),
      },
    ],
  };
}
