/** The keys of `processes` in stack.json. */
export type PartName = 'postgres' | 'temporal' | 'nats' | 'sandbox' | 'worker' | 'api';

/** One process of the local stack: what it runs, and how to tell that it is ready. Starting it is supervise's work. */
export interface Part {
  readonly name: PartName;
  /** What a person reads. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Run as this user; only where the launcher itself is root and the program refuses to be. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The ports it listens on, each with the variable that changes it. */
  readonly listens: readonly { readonly port: number; readonly variable: string }[];
  readonly logFile: string;
  /** Makes the data folder ready; runs before every start and must find its own work done. */
  readonly prepare: () => Promise<void>;
  /** Whether it serves. `output` is what it has logged since this start. */
  readonly isReady: (output: () => string) => Promise<boolean>;
  readonly readyWithinMs: number;
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** How long it may take to stop by itself before SIGKILL. */
  readonly stopWithinMs: number;
}
