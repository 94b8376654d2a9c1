import type { Connection } from '@temporalio/client';
import type { Probe } from '../deps.ts';

const TIMEOUT_MS = 1_500;

/** Asks for the namespace: a server that runs without it is of no use. */
export function temporalProbe(connection: Connection, namespace: string): Probe {
  return async () => {
    await connection.withDeadline(Date.now() + TIMEOUT_MS, async () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  };
}
