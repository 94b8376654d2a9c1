import type { CycleBench } from './cycle.ts';

export interface Target {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly met: boolean;
}

const RATIO_MAX = 1.5;
const EVENTS_MAX = 80;
const BYTES_MAX = 64 * 1024;
const GROWTH_MAX = 1.1;
const REQUESTS_MAX = 10;

/** What a cycle must keep to; the first size is that of the smallest universe. */
export function targetsOf(bench: CycleBench): readonly Target[] {
  const [smallest, ...larger] = bench.sizes;
  const growth = larger.flatMap((size) =>
    smallest === undefined
      ? []
      : [
          target(
            `events, ${size.symbols} symbols against ${smallest.symbols}`,
            size.events / smallest.events,
            GROWTH_MAX,
          ),
          target(
            `bytes, ${size.symbols} symbols against ${smallest.symbols}`,
            size.bytes / smallest.bytes,
            GROWTH_MAX,
          ),
        ],
  );
  const sizes = bench.sizes.flatMap(({ symbols, events, bytes, requests }) => [
    target(`events, ${symbols} symbols`, events, EVENTS_MAX),
    target(`bytes, ${symbols} symbols`, bytes, BYTES_MAX),
    target(`requests to the broker, ${symbols} symbols`, requests, REQUESTS_MAX),
  ]);
  return [target('cycle against no-op', bench.ratio, RATIO_MAX), ...sizes, ...growth];
}

function target(what: string, value: number, limit: number): Target {
  return { what, value, limit, met: value <= limit };
}
