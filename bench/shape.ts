import type { RunRecord } from './history.ts';

/**
 * How many activities ran side by side, stage after stage; those of a child stand where the child was started.
 * Several children of one stage count as if they ran in step with each other.
 */
export function shapeOf(run: RunRecord): readonly number[] {
  const stages = new Map<string, { width: number; children: readonly number[][] }>();
  const at = (task: string) => stages.get(task) ?? { width: 0, children: [] };
  for (const { askedBy } of run.activities) {
    stages.set(askedBy, { ...at(askedBy), width: at(askedBy).width + 1 });
  }
  for (const { askedBy, record } of run.children) {
    stages.set(askedBy, { ...at(askedBy), children: [...at(askedBy).children, [...shapeOf(record)]] });
  }
  return [...stages]
    .sort(([one], [other]) => Number(one) - Number(other))
    .flatMap(([, { width, children }]) => [...(width > 0 ? [width] : []), ...sideBySide(children)]);
}

/** The same number of activities, one after another. */
export function inSequence(shape: readonly number[]): readonly number[] {
  return shape.flatMap((width) => Array.from({ length: width }, () => 1));
}

function sideBySide(shapes: readonly (readonly number[])[]): readonly number[] {
  const depth = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: depth }, (_, stage) =>
    shapes.reduce((sum, shape) => sum + (shape[stage] ?? 0), 0),
  );
}
