import { join } from 'node:path';
import { projectRoot } from './find-tool.mjs';

/** The same for every local state folder, like the binaries that were fetched. */
const FOLDER = join(projectRoot, '.alphaflow', 'compiled');

/**
 * The environment of a program of ours in which Node keeps what it has read and compiled, by its content, so that the
 * next start need not do it again; where the environment names a folder, there.
 */
export function keepingCompiled(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, NODE_COMPILE_CACHE: env['NODE_COMPILE_CACHE'] || FOLDER };
}
