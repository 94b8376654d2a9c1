import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from './calendar.ts';

const calendar = createNyseCalendar();
const datesOf = (from: string, to: string) => calendar.sessions(from, to).map((session) => session.date);
const hours = (date: string) =>
  calendar
    .sessions(date, date)
    .map(({ open, close }) => [new Date(open).toISOString(), new Date(close).toISOString()])[0];

describe('the NYSE calendar', () => {
  it.each([
    ['2015-07-03', 'Independence Day kept on Friday'],
    ['2018-12-05', 'national day of mourning'],
    ['2019-04-19', 'Good Friday'],
    ['2020-01-20', 'Martin Luther King Day'],
    ['2021-12-24', 'Christmas kept on Friday'],
    ['2022-06-20', 'Juneteenth kept on Monday'],
    ['2023-01-02', 'New Year kept on Monday'],
    ['2024-03-29', 'Good Friday'],
    ['2025-01-09', 'national day of mourning'],
    ['2026-11-26', 'Thanksgiving'],
  ])('is closed on %s: %s', (date) => {
    expect(datesOf(date, date)).toEqual([]);
  });

  it.each(['2021-12-31', '2021-06-18', '2022-11-25', '2026-07-02'])('is open on %s', (date) => {
    expect(datesOf(date, date)).toEqual([date]);
  });

  it.each([
    ['2019-07-03', '17:00'],
    ['2020-11-27', '18:00'],
    ['2024-12-24', '18:00'],
    ['2026-11-27', '18:00'],
  ])('closes at 13:00 in New York on %s', (date, utc) => {
    expect(hours(date)?.[1]).toBe(`${date}T${utc}:00.000Z`);
  });

  it('opens at 9:30 in New York on both sides of a change of clocks', () => {
    expect(hours('2026-03-06')?.[0]).toBe('2026-03-06T14:30:00.000Z');
    expect(hours('2026-03-09')?.[0]).toBe('2026-03-09T13:30:00.000Z');
    expect(hours('2026-10-30')?.[1]).toBe('2026-10-30T20:00:00.000Z');
    expect(hours('2026-11-02')?.[1]).toBe('2026-11-02T21:00:00.000Z');
  });

  it.each([
    [2018, 251],
    [2020, 253],
    [2024, 252],
    [2025, 250],
  ])('has the sessions of %i: %i', (year, count) => {
    expect(datesOf(`${year}-01-01`, `${year}-12-31`)).toHaveLength(count);
  });

  it('holds the open and not the close in a session', () => {
    const open = Date.parse('2026-11-20T14:30:00Z');
    const close = Date.parse('2026-11-20T21:00:00Z');
    expect(calendar.sessionAt(open)?.date).toBe('2026-11-20');
    expect(calendar.sessionAt(open - 1)).toBeUndefined();
    expect(calendar.sessionAt(close)).toBeUndefined();
    expect(calendar.nextSession(open - 1).date).toBe('2026-11-20');
    expect(calendar.nextSession(open).date).toBe('2026-11-23');
  });
});
