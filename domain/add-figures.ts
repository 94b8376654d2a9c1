import type { BreakerState, CacheFigures, SourceFigures } from './source-figures.ts';

const WORST_FIRST: readonly BreakerState[] = ['open', 'half-open', 'closed'];

/** The figures of several processes as one: counts added up, the worst breaker, the oldest answer, the latest news. */
export function addSourceFigures(processes: readonly (readonly SourceFigures[])[]): readonly SourceFigures[] {
  return bySource(processes.flat(), ({ source }) => source).map((same) => {
    const [first] = same;
    const lastSuccessAt = latest(same.flatMap((one) => one.lastSuccessAt ?? []));
    const newest = latest(same.flatMap(({ lastOutage }) => lastOutage?.at ?? []));
    const lastOutage = same.find((one) => one.lastOutage?.at === newest)?.lastOutage;
    return {
      source: first.source,
      breaker: WORST_FIRST.find((state) => same.some(({ breaker }) => breaker === state)) ?? first.breaker,
      calls: sum(same, ({ calls }) => calls),
      outages: addCounts(same.map(({ outages }) => outages)),
      opened: sum(same, ({ opened }) => opened),
      closed: sum(same, ({ closed }) => closed),
      underWay: sum(same, ({ underWay }) => underWay),
      waiting: sum(same, ({ waiting }) => waiting),
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
      ...(lastOutage === undefined ? {} : { lastOutage }),
    };
  });
}

export function addCacheFigures(processes: readonly (readonly CacheFigures[])[]): readonly CacheFigures[] {
  return bySource(processes.flat(), ({ source, name }) => `${source} ${name}`).map((same) => {
    const [{ source, name, maxAgeMs }] = same;
    const ages = same.flatMap(({ oldestMs }) => oldestMs ?? []);
    return {
      source,
      name,
      hits: sum(same, ({ hits }) => hits),
      misses: sum(same, ({ misses }) => misses),
      entries: sum(same, ({ entries }) => entries),
      ...(same.every(({ bytes }) => bytes === undefined)
        ? {}
        : { bytes: sum(same, ({ bytes }) => bytes ?? 0) }),
      ...(ages.length === 0 ? {} : { oldestMs: Math.max(...ages) }),
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    };
  });
}

type Some<T> = readonly [T, ...T[]];

function bySource<T>(figures: readonly T[], keyOf: (figure: T) => string): readonly Some<T>[] {
  return [...Map.groupBy(figures, keyOf).values()].flatMap(([first, ...rest]): Some<T>[] =>
    first === undefined ? [] : [[first, ...rest]],
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function latest(times: readonly string[]): string | undefined {
  return times.toSorted().at(-1);
}

function addCounts(counts: readonly SourceFigures['outages'][]): SourceFigures['outages'] {
  const total: Record<string, number> = {};
  for (const [kind, count] of counts.flatMap((one) => Object.entries(one))) {
    total[kind] = (total[kind] ?? 0) + count;
  }
  return total;
}
