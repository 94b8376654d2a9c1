import { CRASH_POINTS } from './crash-points.ts';
import type { FuzzProof } from './fuzz/prove-fuzz.ts';
import type { OrdersProof } from './prove-orders.ts';
import type { CrashSummary } from './summary.ts';
import type { TopologyProof } from './topology/prove-topology.ts';

/** The proof for a person. */
export function crashReport(summary: CrashSummary): readonly string[] {
  const { killsByPoint, killsByPart, recoverySeconds, events, operations } = summary;
  const width = Math.max(...CRASH_POINTS.map((point) => point.length));
  const columns = Object.keys(killsByPoint);
  return [
    '',
    `${summary.runs} runs with seed ${summary.seed} in ${summary.seconds} s; operations: ${operations.join(', ')}`,
    '',
    `${'worker killed'.padEnd(width)} ${columns.map((name) => name.padStart(8)).join('')}`,
    ...CRASH_POINTS.map(
      (point) =>
        `${point.padEnd(width)} ${columns.map((name) => String(killsByPoint[name]?.[point] ?? 0).padStart(8)).join('')}`,
    ),
    `killed at a random moment: ${words(killsByPart)}`,
    `worker deaths altogether: ${summary.workerDeaths}; crash points not reached: ${summary.notReached}`,
    `faults: ${words(summary.faults)}`,
    `orders ended: ${words(summary.ends)}`,
    `events: ${events.outbox} written, ${events.onBus} on the bus, ${events.missing} missing, ${events.twice} twice, ${events.phantom} of nothing`,
    '',
    `duplicates ${summary.duplicates}   lost ${summary.lost}   drift ${summary.drift}   unresolved ${summary.unresolved}`,
    `seconds to recover: median ${recoverySeconds.median ?? '-'}, 99th ${recoverySeconds.p99 ?? '-'}, longest ${recoverySeconds.max ?? '-'} (${recoverySeconds.measured} measured)`,
    ...summary.findings.map(({ kind, what, repeat }) => `${kind.toUpperCase()} ${what}\n  again: ${repeat}`),
  ];
}

/** The simulation for a person. */
export function ordersReport({ seeds, seconds, failures, plantedBugs }: OrdersProof): readonly string[] {
  const found = plantedBugs.filter((bug) => bug.found !== null);
  return [
    `${seeds} seeds in ${seconds} s: ${failures.length} failures`,
    ...failures.map(({ what, repeat }) => `FAILED ${what}\n  again: ${repeat}`),
    `planted bugs found: ${found.length} of ${plantedBugs.length}`,
    ...plantedBugs.map(
      ({ name, seed, found: what }) =>
        `  ${what === null ? 'MISSED' : 'found'}  ${name}: ${what ?? 'nothing'} (seed ${seed})`,
    ),
  ];
}

/** The topology's proof for a person. */
export function topologyReport(proof: TopologyProof): readonly string[] {
  const { processes, kills, orders, cycles, events, findings, seconds } = proof;
  const width = Math.max(...kills.map(({ part }) => part.length));
  return [
    '',
    `${processes} processes, ${kills.length} kills in ${seconds} s`,
    ...kills.map(
      ({ part, backMs, longestOrderMs }) =>
        `  ${part.padEnd(width)}  serves again after ${tenth(backMs)} s; the longest order around it took ${tenth(longestOrderMs)} s`,
    ),
    `orders: ${orders.accepted} accepted, median ${orders.medianMs} ms, ${orders.askedAgain} asked more than once, refused: ${words(orders.refused)}`,
    `cycles: ${words(
      Object.fromEntries(
        Map.groupBy(cycles, ({ status, outcome }) => `${status} ${outcome}`)
          .entries()
          .map(([end, those]) => [end, those.length]),
      ),
    )}`,
    `events: ${events.outbox} written, ${events.onBus} on the bus, ${events.missing} missing, ${events.twice} twice, ${events.phantom} of nothing, ${events.outOfOrder} out of order`,
    `findings: ${findings.length}`,
    ...findings.map(({ kind, what }) => `  ${kind.toUpperCase()} ${what}`),
  ];
}

const tenth = (ms: number): string => (ms / 1_000).toFixed(1);

function words(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts);
  return entries.length === 0 ? 'none' : entries.map(([name, times]) => `${name} ${times}`).join(', ');
}

/** The answers to invented requests for a person. */
export function fuzzReport({ seconds, callers, findings }: FuzzProof): readonly string[] {
  return [
    '',
    `${callers.reduce((sum, { cases }) => sum + cases, 0)} requests in ${seconds} s`,
    ...callers.map(
      ({ caller, cases, operations, answers, failures }) =>
        `${caller.padEnd(9)} ${String(cases).padStart(6)} requests to ${operations} operations, ${failures.length} failures; answers ${words(answers)}`,
    ),
    ...findings.map((finding) => `FOUND ${finding}`),
  ];
}
