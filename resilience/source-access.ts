import type { MakeCache } from '../domain/ports/answer-cache.ts';
import type { CacheFigures, SourceFigures } from '../domain/source-figures.ts';
import type { Logger } from '../telemetry/log.ts';
import { createCaches } from './cache.ts';
import { createGuard, type Guard } from './guard.ts';
import { GUARD_TERMS, MODEL_TERMS } from './guard-terms.ts';
import { guardedCache } from './guarded-cache.ts';

export type GuardedSource = keyof typeof GUARD_TERMS;

/** One process's way to every outside source: a guard each, and caches whose loads go through it. */
export interface SourceAccess {
  guardOf(source: GuardedSource): Guard;
  /** The guard of one model of one provider, `openai:gpt-6-sol`; made when it is first asked for. */
  guardOfModel(target: string): Guard;
  cacheOf(source: GuardedSource): MakeCache;
  /** Shows the figures of what is kept elsewhere in the process. */
  readonly countCopies: (figures: () => CacheFigures) => void;
  /** For loads that go through a guard by themselves. */
  readonly cache: MakeCache;
  figures(): { readonly sources: readonly SourceFigures[]; readonly caches: readonly CacheFigures[] };
}

export function createSourceAccess(logger: Logger): SourceAccess {
  const caches = createCaches();
  const guards = {
    secEdgar: createGuard(GUARD_TERMS.secEdgar, logger),
    frankfurter: createGuard(GUARD_TERMS.frankfurter, logger),
    finra: createGuard(GUARD_TERMS.finra, logger),
    valyu: createGuard(GUARD_TERMS.valyu, logger),
    alpacaData: createGuard(GUARD_TERMS.alpacaData, logger),
    alpaca: createGuard(GUARD_TERMS.alpaca, logger),
  };
  const modelGuards = new Map<string, Guard>();
  return {
    guardOf: (source) => guards[source],
    guardOfModel(target) {
      const known = modelGuards.get(target);
      if (known !== undefined) return known;
      const made = createGuard({ ...MODEL_TERMS, source: target }, logger);
      modelGuards.set(target, made);
      return made;
    },
    cacheOf: (source) => guardedCache(caches.make, guards[source]),
    countCopies: (figures) => caches.count(figures),
    cache: caches.make,
    figures: () => ({
      sources: [...Object.values(guards), ...modelGuards.values()].map((guard) => guard.figures()),
      caches: caches.figures(),
    }),
  };
}
