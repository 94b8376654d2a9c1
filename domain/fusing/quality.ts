import type { Conflict, Part, PartName, Quality } from '../fusion.ts';

/** From the best to the worst. */
const ORDER: readonly Quality[] = ['good', 'partial', 'contested', 'stale'];

/** What a conflict makes of the parts that it names; where it is settled between sources, the one that stands is sound. */
const OVERTAKEN: ReadonlySet<Conflict['code']> = new Set(['FUNDAMENTALS_BEHIND_FILING']);

/** The part with the worse of its own quality and `quality`. */
export function atBest<T>(part: Part<T>, quality: Quality): Part<T> {
  if (part.status === 'missing' || ORDER.indexOf(quality) <= ORDER.indexOf(part.quality)) return part;
  return { ...part, quality };
}

/** The part as the conflicts leave it: contested, or partial where a newer fact has overtaken it. */
export function judged<T>(name: PartName, part: Part<T>, conflicts: readonly Conflict[]): Part<T> {
  return conflicts
    .filter(({ parts }) => parts.includes(name))
    .reduce((worse, { code, resolution }) => {
      if (!OVERTAKEN.has(code)) return atBest(worse, 'contested');
      return resolution?.kept === name ? worse : atBest(worse, 'partial');
    }, part);
}
