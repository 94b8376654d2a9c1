import { Hono } from 'hono';
import { readBody } from '../alpaca-trading/answer.ts';
import type { Exchange } from '../alpaca-trading/exchange.ts';
import { readStamp, stampMs } from '../alpaca-trading/stamp.ts';
import type { FieldError } from '../faults/fault.ts';
import { isRecord } from '../server/json-record.ts';
import type { SandboxClock } from '../world/clock.ts';
import type { Calendar } from '../world/world.ts';
import { refuseControl } from './refuse-control.ts';

const MAX_SPEED = 100_000;

/** /_sandbox/clock. What the skipped time brings about has happened before the answer. */
export function clockControls(exchange: Exchange, clock: SandboxClock, keep: () => Promise<void>): Hono {
  const { calendar } = exchange.market;
  const routes = new Hono();
  const shown = (): Record<string, unknown> => ({
    now: new Date(clock.now()).toISOString(),
    speed: clock.speed(),
    is_open: calendar.sessionAt(clock.now()) !== undefined,
  });

  routes.get('/clock', (c) => c.json(shown()));

  routes.put('/clock', async (c) => {
    const change = readClock(await readBody(c), clock.now(), calendar);
    if ('problem' in change) return refuseControl(c, change);
    exchange.settle();
    clock.set(change.now, change.speed);
    exchange.advance();
    await keep();
    return c.json(shown());
  });

  routes.delete('/clock', async (c) => {
    exchange.settle();
    clock.reset();
    exchange.advance();
    await keep();
    return c.json(shown());
  });

  return routes;
}

interface ClockChange {
  readonly now: number | undefined;
  readonly speed: number | undefined;
}

function readClock(body: unknown, current: number, calendar: Calendar): ClockChange | FieldError {
  if (!isRecord(body)) return { field: 'body', problem: 'must be a JSON object' };
  const unknown = Object.keys(body).find((field) => field !== 'now' && field !== 'speed');
  if (unknown !== undefined) return { field: unknown, problem: 'is not a field of the clock' };
  const { now, speed } = body;
  if (now === undefined && speed === undefined) return { field: 'now', problem: 'or speed is needed' };
  if (speed !== undefined && !(typeof speed === 'number' && speed >= 0 && speed <= MAX_SPEED)) {
    return { field: 'speed', problem: `must be a number from 0 to ${MAX_SPEED}` };
  }
  if (now === undefined) return { now, speed };
  const at = typeof now === 'string' && now.includes('T') ? readStamp(now) : undefined;
  if (at === undefined) return { field: 'now', problem: 'must be an RFC 3339 time' };
  const ms = stampMs(at);
  if (ms < current)
    return { field: 'now', problem: `only moves forward from ${new Date(current).toISOString()}` };
  try {
    calendar.nextSession(ms);
  } catch (error) {
    return { field: 'now', problem: `is outside the world: ${error instanceof Error ? error.message : ''}` };
  }
  return { now: ms, speed };
}
