import type { ActivityTimes } from './step-times.ts';
import type { Target } from './target.ts';

/** "ok" or "MISSED", the value and its limit. */
export function targetLine({ what, value, bound, limit, met }: Target): string {
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
  return `${met ? 'ok    ' : 'MISSED'} ${what}: ${shown}, ${bound} ${limit}`;
}

/** A table of activities. */
export function activityLines(activities: readonly ActivityTimes[]): readonly string[] {
  return [
    'activity              median    until started    in the worker',
    ...activities.map(
      (one) =>
        `${one.name.padEnd(20)} ${ms(one.medianMs).padStart(9)} ${ms(one.waitMs).padStart(13)} ${ms(one.workMs).padStart(16)}`,
    ),
  ];
}

export const ms = (value: number) => `${value.toFixed(1)} ms`;
export const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
