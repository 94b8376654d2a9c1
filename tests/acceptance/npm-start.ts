import { spawn } from 'node:child_process';
import { setInterval } from 'node:timers/promises';
import { variableNames } from '../../config/variables.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { readStackFile } from '../../launcher/stack/stack-file.ts';

const LOOK_MS = 50;
/** Those that point at binaries are the machine's; the others would point the stack at somebody else's servers. */
const KEPT = ['TEMPORAL_CLI_PATH', 'NATS_SERVER_PATH'];

export interface FinishedStart {
  readonly exitCode: number | null;
  /** The last line of stdout. */
  readonly lastLine: string;
  /** Both streams. */
  readonly output: string;
  /** Every process that stack.json named while it ran. */
  readonly pids: readonly number[];
  readonly ms: number;
}

/**
 * Types `npm start -- …args` on free ports, and waits for its end. Without the set-up that comes before it: `npm test`
 * has just done that, and doing it again could replace packages under the tests that run.
 */
export async function npmStart(
  args: readonly string[],
  home: string,
  env: Readonly<Record<string, string>> = {},
): Promise<FinishedStart> {
  const unset = variableNames.filter((name) => !KEPT.includes(name)).map((name) => [name, '']);
  const freePorts = variableNames.filter((name) => name.endsWith('_PORT')).map((name) => [name, '0']);
  const startedAt = Date.now();
  const child = spawn('npm', ['start', '--ignore-scripts', '--', ...args], {
    cwd: projectRoot,
    env: {
      ...process.env,
      ...Object.fromEntries([...unset, ...freePorts]),
      ALPHAFLOW_HOME: home,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const over = new AbortController();
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      over.abort();
      resolve(code);
    });
  });
  const pids = await pidsUntil(over.signal, home);
  const exitCode = await ended;
  const lastLine = stdout.trimEnd().split('\n').at(-1) ?? '';
  return { exitCode, lastLine, output, pids, ms: Date.now() - startedAt };
}

async function pidsUntil(over: AbortSignal, home: string): Promise<readonly number[]> {
  const seen = new Set<number>();
  try {
    for await (const _ of setInterval(LOOK_MS, undefined, { signal: over })) {
      for (const pid of Object.values(readStackFile(home)?.processes ?? {}).flat()) seen.add(pid);
    }
  } catch (error) {
    if (!over.aborted) throw error;
  }
  return [...seen];
}
