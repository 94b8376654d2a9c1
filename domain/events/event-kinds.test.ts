import { describe, expect, test } from 'vitest';
import type { EventKind } from './event-kind.ts';
import { EVENT_KINDS, readEvent } from './event-kinds.ts';

const kinds: readonly (readonly [string, EventKind])[] = Object.entries(EVENT_KINDS);
const booked = { type: 'fill.booked', version: 1, payload: EVENT_KINDS['fill.booked'].example };

describe('every kind of event', () => {
  test.each(kinds)(
    '%s has a name of two words, and an example that its schema takes',
    (type, { payload, example }) => {
      expect(type).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
      expect(payload.parse(example)).toEqual(example);
    },
  );
});

describe('a reader', () => {
  test('understands what its schema says, and a field that came since', () => {
    expect(readEvent(booked)).toEqual({ kind: 'understood' });
    expect(readEvent({ ...booked, payload: { ...booked.payload, venue: 'XNYS' } }).kind).toBe('understood');
  });

  test.each([
    ['another version', { version: 2 }, 'version 2, and 1 is known'],
    ['another type', { type: 'fill.dreamt' }, 'no such type: fill.dreamt'],
    ['a name of every object', { type: 'toString' }, 'no such type: toString'],
    ['a number for an amount', { payload: { ...booked.payload, qty: 2 } }, 'qty'],
    ['a field that is missing', { payload: {} }, 'executionId'],
  ])('finds %s strange, and says why', (_, changes, why) => {
    expect(readEvent({ ...booked, ...changes })).toEqual({
      kind: 'strange',
      why: expect.stringContaining(why),
    });
  });
});
