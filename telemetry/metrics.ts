import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Labels of one value; a metric has the same labels every time. */
export type Tags = Readonly<Record<string, string | number | boolean>>;

/** What a process counts with. Temporal's own meter has this shape, so that one function serves worker and API. */
export interface Meter {
  createCounter(name: string, unit?: string, description?: string): { add(value: number, tags?: Tags): void };
  createGauge(
    name: string,
    valueType?: 'int' | 'float',
    unit?: string,
    description?: string,
  ): { set(value: number, tags?: Tags): void };
  createHistogram(
    name: string,
    valueType?: 'int' | 'float',
    unit?: string,
    description?: string,
  ): { record(value: number, tags?: Tags): void };
}

/** A process's metrics in Prometheus' text form. */
export interface Metrics {
  readonly meter: Meter;
  readonly contentType: string;
  /** Everything that was told so far. */
  text(): Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Metrics of a process without Temporal's runtime, with those of Node itself. A metric shows from its first value on. */
export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const labelsOf = (tags: Tags = {}) =>
    Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value)]));
  const lazily = <Metric>(make: (labelNames: string[]) => Metric) => {
    let metric: Metric | undefined;
    return (tags: Tags = {}): Metric => (metric ??= make(Object.keys(tags)));
  };
  const meter: Meter = {
    createCounter(name, _unit, help = name) {
      const of = lazily((labelNames) => new Counter({ name, help, labelNames, registers: [register] }));
      return { add: (value, tags) => of(tags).inc(labelsOf(tags), value) };
    },
    createGauge(name, _valueType, _unit, help = name) {
      const of = lazily((labelNames) => new Gauge({ name, help, labelNames, registers: [register] }));
      return { set: (value, tags) => of(tags).set(labelsOf(tags), value) };
    },
    createHistogram(name, _valueType, _unit, help = name) {
      const of = lazily(
        (labelNames) => new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [register] }),
      );
      return { record: (value, tags) => of(tags).observe(labelsOf(tags), value) };
    },
  };
  return { meter, contentType: register.contentType, text: () => register.metrics() };
}
