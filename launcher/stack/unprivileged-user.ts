import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findOnPath } from '../find-tool.mjs';
import { LaunchError } from '../launch-error.ts';

export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
}

/** How to run a program that refuses to be root: the user, and what goes before its command. */
export interface Unprivileged {
  readonly owner: UnprivilegedUser;
  readonly user?: UnprivilegedUser;
  readonly prefix: readonly string[];
}

/**
 * PostgreSQL refuses to run as root. Gives undefined for an ordinary user; for root a system user that exists
 * everywhere, and where that user cannot reach `paths` (a clone below /root), the one capability it needs.
 */
export async function unprivileged(paths: readonly string[]): Promise<Unprivileged | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const account =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (account === undefined)
    throw new LaunchError(
      'PostgreSQL does not run as root, and this system has no user nobody: run as another user, or set DATABASE_URL',
    );
  const owner = { uid: Number(account[2]), gid: Number(account[3]) };
  const open = await Promise.all(paths.flatMap(ancestors).map(isOpenToAll));
  if (open.every(Boolean)) return { owner, user: owner, prefix: [] };
  const setpriv = findOnPath('setpriv');
  if (setpriv === undefined) {
    throw new LaunchError(
      `PostgreSQL does not run as root, and user ${account[0] ?? ''} cannot reach ${paths[0] ?? ''}: move the project to a folder that others may enter, run as another user, or set DATABASE_URL`,
    );
  }
  const ids = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  // Otherwise access(2) judges without the capability (capabilities(7)), and initdb does not find postgres beside it.
  return { owner, prefix: [setpriv, ...ids, ...capability, '--securebits=+no_setuid_fixup'] };
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [parent, ...ancestors(parent)];
}

async function isOpenToAll(folder: string): Promise<boolean> {
  const mayEnter = 0o001;
  return ((await stat(folder)).mode & mayEnter) !== 0;
}
