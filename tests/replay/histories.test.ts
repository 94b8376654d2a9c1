import { describe, expect, it } from 'vitest';
import * as workflows from '../../workflows/index.ts';
import { committedHistories } from './committed-histories.ts';
import { isRecord } from './normalise-history.ts';
import { payloadTexts } from './payloads.ts';

type Json = Readonly<Record<string, unknown>>;

const PAYLOAD_BYTES_MAX = 32 * 1024;
/** What the server puts where a workflow gives no retry policy: 1 s, doubling, at most 100 s. */
const SERVER_DEFAULT_RETRY = { initialMs: 1_000, factor: 2, maximumMs: 100_000 };

/** It walks every path of the house, so what it tells is of the machine that it ran on. */
const WITHOUT_HISTORY = ['probeIntegrations'];

const histories = committedHistories();
const activities = histories.flatMap(({ name, events }) =>
  events.flatMap((event) => {
    const scheduled = event['activityTaskScheduledEventAttributes'];
    return isRecord(scheduled) ? [{ history: name, step: stepOf(scheduled), event, scheduled }] : [];
  }),
);
const named = (some: typeof activities) => some.map(({ history, step }) => `${history}: ${step}`);

describe('committed histories', () => {
  it('hold a run of every workflow', () => {
    const recorded = new Set(
      histories.map(({ events }) => {
        const [started] = events;
        const attributes = started?.['workflowExecutionStartedEventAttributes'];
        const type = isRecord(attributes) ? attributes['workflowType'] : undefined;
        return isRecord(type) ? type['name'] : undefined;
      }),
    );
    const lacking = Object.keys(workflows).filter((name) => !recorded.has(name));
    expect(lacking).toEqual(WITHOUT_HISTORY);
  });

  it('hold no payload over 32 KiB', () => {
    const payloads = histories.flatMap(({ name, events }) =>
      payloadTexts(events).map((text) => ({ name, bytes: Buffer.byteLength(text) })),
    );
    expect(payloads.length).toBeGreaterThan(histories.length);
    expect(payloads.filter(({ bytes }) => bytes > PAYLOAD_BYTES_MAX)).toEqual([]);
  });

  it('hold a summary for every activity', () => {
    const silent = activities.filter(({ event }) => payloadTexts(event['userMetadata']).join('').length <= 2);
    expect(named(silent)).toEqual([]);
  });

  it.each(['startToCloseTimeout', 'heartbeatTimeout'])('hold a %s for every activity', (timeout) => {
    expect(named(activities.filter(({ scheduled }) => msOf(scheduled[timeout]) === 0))).toEqual([]);
  });

  it('hold a retry policy of our own for every activity', () => {
    const unwritten = activities.filter(({ scheduled: { retryPolicy } }) => {
      if (!isRecord(retryPolicy)) return true;
      const { initialInterval, backoffCoefficient: factor, maximumInterval } = retryPolicy;
      const written = { initialMs: msOf(initialInterval), factor, maximumMs: msOf(maximumInterval) };
      return written.initialMs === 0 || isSame(written, SERVER_DEFAULT_RETRY);
    });
    expect(named(unwritten)).toEqual([]);
  });

  it('name no machine, no folder and no process', () => {
    const texts = histories.flatMap(({ name, events }) =>
      [JSON.stringify(events), ...payloadTexts(events)].map((text) => ({ name, text })),
    );
    const machine =
      /file:\/\/|\/(home|Users|root|work|tmp)\/|127\.0\.0\.1|localhost|"identity":"(?!recorded")/;
    expect(texts.filter(({ text }) => machine.test(text)).map(({ name }) => name)).toEqual([]);
  });
});

function stepOf(scheduled: Json): string {
  const type = scheduled['activityType'];
  return isRecord(type) ? String(type['name']) : '';
}

/** A protobuf Duration in milliseconds; nothing is 0. */
function msOf(duration: unknown): number {
  if (!isRecord(duration)) return 0;
  return Number(duration['seconds'] ?? 0) * 1_000 + Number(duration['nanos'] ?? 0) / 1e6;
}

function isSame(one: Json, other: Json): boolean {
  return Object.entries(other).every(([key, value]) => one[key] === value);
}
