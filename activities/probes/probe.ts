import type { ProbeDeps } from './probe-deps.ts';
import type { SharedPaths } from './shared-paths.ts';

/** One run of all probes, as one of them sees it. */
export interface ProbeRun {
  readonly deps: ProbeDeps;
  /** Names the run: what the probe makes bears it. */
  readonly runId: string;
  /** Aborts when the probe's time is over. */
  readonly signal: AbortSignal;
  readonly shared: SharedPaths;
}

/** Walks the point's real path. Gives a sentence on what it saw; @throws when the point does not hold. */
export type Probe = (run: ProbeRun) => Promise<string>;

export type Probes = Readonly<Record<string, Probe>>;

/** The point cannot be probed as things stand: neither passed nor failed. */
export class NotProbed extends Error {
  override readonly name = 'NotProbed';
}

/** @throws with `what` when it is not so. */
export function see(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}
