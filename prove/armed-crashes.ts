import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action, CrashPoint } from './crash-points.ts';

/** One death that is to happen once: at this point of this order, in whichever worker comes there first. */
export interface ArmedCrash {
  readonly action: Action;
  readonly point: CrashPoint;
  /** The order's client order id; for what only knows the broker's id, that one. */
  readonly subject: string;
}

/**
 * Deaths to come, as files of a folder that the proof and its workers share: whoever moves the file away dies, so
 * each happens once, and the moment of the move is the moment of the death.
 */
export interface ArmedCrashes {
  arm(crash: ArmedCrash): void;
  disarm(crash: ArmedCrash): void;
  isArmed(crash: ArmedCrash): boolean;
  /** Ends this process by SIGKILL if the crash is armed; otherwise nothing happens. */
  strike(crash: ArmedCrash): void;
  /** Epoch ms of the death; undefined until then. */
  struckAt(crash: ArmedCrash): number | undefined;
}

export function openArmedCrashes(folder: string): ArmedCrashes {
  const armed = (crash: ArmedCrash) => join(folder, 'armed', nameOf(crash));
  const struck = (crash: ArmedCrash) => join(folder, 'struck', nameOf(crash));
  for (const name of ['armed', 'struck']) mkdirSync(join(folder, name), { recursive: true });
  return {
    arm: (crash) => writeFileSync(armed(crash), ''),
    disarm: (crash) => rmSync(armed(crash), { force: true }),
    isArmed: (crash) => existsSync(armed(crash)),
    strike(crash) {
      try {
        renameSync(armed(crash), struck(crash));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
        throw error;
      }
      process.kill(process.pid, 'SIGKILL');
    },
    // A move changes the inode's own time, not that of its content.
    struckAt: (crash) => statSync(struck(crash), { throwIfNoEntry: false })?.ctimeMs,
  };
}

function nameOf({ action, point, subject }: ArmedCrash): string {
  return `${action}.${point}.${subject}`;
}
