import type { Client } from '@temporalio/client';

/** Bytes of all payloads in a workflow's own history: what its activities were given and gave. */
export async function payloadBytesOf(client: Client, workflowId: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).reduce((sum, event) => sum + bytesIn(event, 0), 0);
}

const DEPTH_MAX = 12;

function bytesIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return 0;
  if (value instanceof Uint8Array) return 0;
  const own =
    'data' in value && value.data instanceof Uint8Array && 'metadata' in value ? value.data.length : 0;
  return Object.values(value).reduce<number>((sum, member) => sum + bytesIn(member, depth + 1), own);
}
