import { setTimeout as delay } from 'node:timers/promises';
import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import { RECONCILIATION_SCHEDULE_ID } from '../workflows/messages.ts';

const MADE_WITHIN_MS = 30_000;
const POLL_MS = 100;

/** Pauses the five-minute reconciliation, which would be counted in whichever round it falls. The worker makes it soon after its start. */
export async function pauseReconciliation(client: Client): Promise<void> {
  const deadline = Date.now() + MADE_WITHIN_MS;
  for (;;) {
    try {
      await client.schedule.getHandle(RECONCILIATION_SCHEDULE_ID).pause('a benchmark runs');
      return;
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError) || Date.now() > deadline) throw error;
    }
    await delay(POLL_MS);
  }
}
