import { type Client, type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';

/** A schedule as Temporal has it; undefined when there is none. */
export async function describeJob(
  client: Client,
  id: string,
  timeoutMs: number,
): Promise<ScheduleDescription | undefined> {
  try {
    return await client.withDeadline(Date.now() + timeoutMs, async () =>
      client.schedule.getHandle(id).describe(),
    );
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Pauses a schedule, or lets it run on; what runs already goes on. False when there is no such schedule. */
export async function pauseJob(
  client: Client,
  id: string,
  { paused, by }: { readonly paused: boolean; readonly by: string },
  timeoutMs: number,
): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + timeoutMs, async () => {
      const handle = client.schedule.getHandle(id);
      await (paused ? handle.pause(`paused by ${by}`) : handle.unpause(`resumed by ${by}`));
    });
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}
