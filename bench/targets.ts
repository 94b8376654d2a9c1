import type { ApiBench } from './api.ts';
import type { AuthBench } from './auth.ts';
import type { CycleBench } from './cycle.ts';
import type { DbBench } from './db.ts';
import type { DecideBench } from './decide.ts';
import type { EventsBench } from './events.ts';
import type { FusionBench } from './fusion.ts';
import type { MemoryBench } from './memory.ts';
import type { OrderBench } from './order.ts';
import type { Target } from './target.ts';

const CYCLE_RATIO_MAX = 1.5;
const EVENTS_MAX = 80;
const BYTES_MAX = 64 * 1024;
const GROWTH_MAX = 1.1;
const REQUESTS_MAX = 10;
const ORDER_RATIO_MAX = 1.5;
const ORDER_SHARE_MIN = 0.6;
const OVERHEAD_MS_MAX = 15;
const FUSION_RATIO_MAX = 3;
const WORKER_MIB_MAX = 600;
const READ_P95_MS_MAX = 50;
const READ_SHARE_MIN = 0.5;
const AUTH_MS_MAX = 300;
/** Hashed on the main thread, it would be one at least. */
const HASH_SHARE_MAX = 0.5;
const SLOW_READERS_MIB_MAX = 150;
/** Two 99th percentiles of some dozens of rounds are never the same. */
const DELAY_RATIO_MAX = 1.5;

/** What a cycle must keep to; the first size is that of the smallest universe. */
export function cycleTargets(bench: CycleBench): readonly Target[] {
  const [smallest, ...larger] = bench.sizes;
  const growth = larger.flatMap((size) =>
    smallest === undefined
      ? []
      : [
          atMost(
            `events, ${size.symbols} symbols against ${smallest.symbols}`,
            size.events / smallest.events,
            GROWTH_MAX,
          ),
          atMost(
            `bytes, ${size.symbols} symbols against ${smallest.symbols}`,
            size.bytes / smallest.bytes,
            GROWTH_MAX,
          ),
        ],
  );
  const sizes = bench.sizes.flatMap(({ symbols, events, bytes, requests }) => [
    atMost(`events, ${symbols} symbols`, events, EVENTS_MAX),
    atMost(`bytes, ${symbols} symbols`, bytes, BYTES_MAX),
    atMost(`requests to the broker, ${symbols} symbols`, requests, REQUESTS_MAX),
  ]);
  return [atMost('cycle against no-op', bench.ratio, CYCLE_RATIO_MAX), ...sizes, ...growth];
}

/** What an order by hand must keep to. */
export function orderTargets({ latency, rate }: OrderBench): readonly Target[] {
  return [
    atMost('order against bare update-with-start', latency.ratio, ORDER_RATIO_MAX),
    atLeast('orders a second as a share of the no-op', rate.share, ORDER_SHARE_MIN),
  ];
}

/** What the way to a model must keep to. */
export function decideTargets({ overhead }: DecideBench): readonly Target[] {
  return [atMost('ms of gateway, ledger and budget over the bare SDK', overhead.overheadMs, OVERHEAD_MS_MAX)];
}

/** What fetching and fusing must keep to, a hundred symbols against four. */
export function fusionTargets({ few, many }: FusionBench): readonly Target[] {
  const against = `${many.symbols} symbols against ${few.symbols}`;
  return [
    atMost(`fetch and fuse, ${against}`, many.medianMs / few.medianMs, FUSION_RATIO_MAX),
    atMost(`requests, ${against}`, many.requests / few.requests, GROWTH_MAX),
    atMost(`payload bytes, ${against}`, many.payloadBytes / few.payloadBytes, GROWTH_MAX),
    atMost(`events, ${against}`, many.events / few.events, GROWTH_MAX),
  ];
}

/** What every read must keep to. */
export function dbTargets({ reads }: DbBench): readonly Target[] {
  return reads.map(({ name, p95Ms }) => atMost(`ms, 95th percentile: ${name}`, p95Ms, READ_P95_MS_MAX));
}

/** What a worker may hold with a large universe. */
export function memoryTargets({ symbols, peakMiB }: MemoryBench): readonly Target[] {
  return [atMost(`MiB of the worker, ever, ${symbols} symbols`, peakMiB, WORKER_MIB_MAX)];
}

/** What the stream of events must keep to: slow readers cost little, and delay nobody. */
export function eventsTargets(bench: EventsBench): readonly Target[] {
  const { slowReaders, slowReadersMiB, afterFlood, besideSlowReaders } = bench;
  const share = besideSlowReaders.p99Ms / afterFlood.p99Ms;
  return [
    atMost(`MiB of the API for ${slowReaders} slow readers`, slowReadersMiB, SLOW_READERS_MIB_MAX),
    atMost('99th to a reader beside them against without', share, DELAY_RATIO_MAX),
  ];
}

/** What reading through the API must keep to. */
export function apiTargets({ share }: ApiBench): readonly Target[] {
  return [atLeast('requests a second as a share of the bare route', share, READ_SHARE_MIN)];
}

/** What letting people in must keep to. */
export function authTargets({ signUp, login, crowd }: AuthBench): readonly Target[] {
  return [
    atMost('ms, median: a user is made', signUp.medianMs, AUTH_MS_MAX),
    atMost('ms, median: a login', login.medianMs, AUTH_MS_MAX),
    atMost(
      `longest pause of the event loop while ${crowd.atOnce} log in, as a share of one hash`,
      crowd.pauseShare,
      HASH_SHARE_MAX,
    ),
    atMost(
      'what the main thread computes of a login, as a share of one hash',
      crowd.threadShare,
      HASH_SHARE_MAX,
    ),
  ];
}

function atMost(what: string, value: number, limit: number): Target {
  return { what, value, bound: 'at most', limit, met: value <= limit };
}

function atLeast(what: string, value: number, limit: number): Target {
  return { what, value, bound: 'at least', limit, met: value >= limit };
}
