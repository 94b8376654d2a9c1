import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

const READY_WITHIN_MS = 20_000;
const POLL_MS = 50;

/** Values of Temporal's `IndexedValueType`. */
const KEYWORD = 2;
const KEYWORD_LIST = 7;
const ATTRIBUTES = { Strategy: KEYWORD, Symbols: KEYWORD_LIST, Mode: KEYWORD, Outcome: KEYWORD };

/** A namespace of a test file's own, where no other file's workers poll. */
export async function ownNamespace(address: string): Promise<string> {
  const namespace = `api-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  try {
    const workflowExecutionRetentionPeriod = msToTs('1 day');
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
    await until(async () => {
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: ATTRIBUTES });
    });
    return namespace;
  } finally {
    await connection.close();
  }
}

/** A namespace is known to every part of the server a moment after it was registered. */
async function until(work: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(POLL_MS);
    }
  }
}
