import type { MiddlewareHandler } from 'hono';
import { systemOf } from './system.ts';

interface RequestCount {
  readonly system: string;
  readonly method: string;
  readonly path: string;
  readonly count: number;
}

/** Counts the requests of every outside system, for benchmarks; ids in paths count as one path. */
export interface RequestCounts {
  readonly middleware: MiddlewareHandler;
  all(): readonly RequestCount[];
  reset(): void;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

export function createRequestCounts(): RequestCounts {
  const counts = new Map<string, RequestCount>();
  return {
    middleware: (c, next) => {
      const system = systemOf(c.req.path);
      if (system) {
        const path = c.req.path.replaceAll(UUID, '{id}');
        const key = `${system} ${c.req.method} ${path}`;
        const count = (counts.get(key)?.count ?? 0) + 1;
        counts.set(key, { system, method: c.req.method, path, count });
      }
      return next();
    },
    all: () => [...counts.values()],
    reset: () => counts.clear(),
  };
}
