import { z } from 'zod';
import { LaunchError } from '../launch-error.ts';

const MORNING_MS = 60 * 60 * 1_000;
const REQUEST_TIMEOUT_MS = 30_000;
const brokerClock = z.object({ is_open: z.boolean(), next_open: z.string() });

/** Moves the sandbox's clock into an open session when its market is closed. Gives the new time, if it moved. */
export async function enterOpenSession(sandboxUrl: string, keyId: string): Promise<string | undefined> {
  const clock = await readClock(sandboxUrl, keyId);
  return clock.is_open ? undefined : moveClock(sandboxUrl, clock.next_open);
}

/** Moves the sandbox's clock to the morning of its next session. Gives the new time. */
export async function enterNextSession(sandboxUrl: string, keyId: string): Promise<string> {
  const clock = await readClock(sandboxUrl, keyId);
  return moveClock(sandboxUrl, clock.next_open);
}

async function readClock(sandboxUrl: string, keyId: string) {
  const headers = { 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': 'local' };
  const answer = await fetch(`${sandboxUrl}/v2/clock`, {
    headers,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (!answer.ok) throw new LaunchError(`the sandbox's clock answered ${answer.status}`);
  return brokerClock.parse(await answer.json());
}

async function moveClock(sandboxUrl: string, nextOpen: string): Promise<string> {
  const now = new Date(Date.parse(nextOpen) + MORNING_MS).toISOString();
  const answer = await fetch(`${sandboxUrl}/_sandbox/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ now }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (!answer.ok) throw new LaunchError(`the sandbox's clock did not move to ${now}: ${await answer.text()}`);
  return now;
}
