import type { RecordingDesk } from './recording-desk.ts';

/** A run whose history is kept. */
export interface Recorded {
  readonly workflowId: string;
  readonly runId?: string;
  /** What the history's payloads must tell of, so that the scenario did happen. */
  readonly tells?: string;
}

/** Makes one kind of run happen. @throws when something else came of it */
export interface Scenario {
  /** The history's file name. */
  readonly name: string;
  readonly run: (desk: RecordingDesk) => Promise<Recorded>;
}

/** @throws when something else came of a run */
export function expected<T>(wanted: T, came: T | undefined): void {
  if (came !== wanted) throw new Error(`expected ${String(wanted)}, came ${String(came)}`);
}
