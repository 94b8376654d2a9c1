import type { MemoryBench } from './memory.ts';
import { ms, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The benchmark for a person. */
export function memoryReport(bench: MemoryBench, targets: readonly Target[]): readonly string[] {
  const { symbols, barsPerSymbol, rounds } = bench;
  return [
    '',
    `the worker's resident memory, ${symbols} symbols with ${barsPerSymbol.toFixed(0)} daily bars each`,
    `idle                                      ${mib(bench.idleMiB)}`,
    `during the first cycle, on an empty store ${mib(bench.firstMiB)}   ${ms(bench.firstMs)}`,
    `while two years of bars were fetched      ${mib(bench.backfillMiB)}   ${ms(bench.backfillMs)}`,
    `during ${rounds} later ones: the largest        ${mib(bench.laterMiB)}   (median ${mib(bench.laterMedianMiB)}, ${ms(bench.laterMedianMs)})`,
    `afterwards                                ${mib(bench.afterMiB)}`,
    `largest since the worker's start          ${mib(bench.peakMiB)}`,
    '',
    ...targets.map(targetLine),
  ];
}

const mib = (value: number) => `${value.toFixed(0)} MiB`;
