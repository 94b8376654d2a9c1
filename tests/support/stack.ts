import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { variableNames } from '../../config/variables.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { type Credentials, keepCredentials } from '../../launcher/stack/local-owner.ts';
import { readStackFile, type StackFile } from '../../launcher/stack/stack-file.ts';

const UP_WITHIN_MS = 170_000;
const PORTS = ['POSTGRES', 'TEMPORAL', 'TEMPORAL_UI', 'NATS', 'SANDBOX', 'API', 'METRICS'].map(
  (name) => `${name}_PORT`,
);

/** A probe would take the faults that a test has set for itself. */
const NO_PROBES = { INTEGRATION_PROBE_MINUTES: '0' };

export interface BootOptions {
  /** Stop after the first cycle: `bootStack` then settles when the launcher has ended. */
  readonly once?: boolean;
  /** Further arguments of `npm start`. */
  readonly args?: readonly string[];
  /** A local state folder to go on with; without one a temp folder, removed by `stop`. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface BootedStack extends AsyncDisposable {
  readonly home: string;
  /** The launcher's own process. */
  readonly pid: number;
  /** What runs where at this moment. @throws when there is no stack.json */
  stackJson(): StackFile;
  credentials(): Credentials;
  /** Calls the API with the local owner's key. */
  api(path: string, init?: RequestInit): Promise<Response>;
  /** All that it wrote so far, stdout and stderr in order. */
  output(): string;
  /** The last line of stdout: with `--json` the cycle. */
  lastLine(): string;
  /** Its exit code, once it has ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Ctrl-C; settles with the exit code when everything is down. */
  stop(): Promise<number | null>;
}

/** Runs the real launcher as a user does, on free ports and without the variables of whoever runs the tests. */
export async function bootStack(options: BootOptions = {}): Promise<BootedStack> {
  const home = options.home ?? (await temporaryHome());
  const unset = Object.fromEntries(variableNames.map((name) => [name, '']));
  const freePorts = Object.fromEntries(PORTS.map((name) => [name, '0']));
  const tools = Object.fromEntries(
    ['TEMPORAL_CLI_PATH', 'NATS_SERVER_PATH'].map((name) => [name, process.env[name] ?? '']),
  );
  const args = [...(options.once === true ? ['--once'] : []), ...(options.args ?? [])];
  const launcher = spawn(process.execPath, [join(projectRoot, 'launcher', 'start.ts'), ...args], {
    cwd: projectRoot,
    env: {
      ...process.env,
      ...unset,
      ...freePorts,
      ...tools,
      ALPHAFLOW_HOME: home,
      ...NO_PROBES,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let stdout = '';
  launcher.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    stdout += text;
  });
  launcher.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const { promise: ended, resolve } = Promise.withResolvers<number | null>();
  launcher.once('close', (code) => {
    resolve(code);
  });

  const stop = async () => {
    launcher.kill('SIGINT');
    const code = await ended;
    if (options.home === undefined) await rm(home, { recursive: true, force: true });
    return code;
  };
  const stackJson = () => {
    const content = readStackFile(home);
    if (content === undefined) throw new Error(`no stack.json in ${home}:\n${output}`);
    return content;
  };
  const stack: BootedStack = {
    home,
    pid: launcher.pid ?? 0,
    stackJson,
    credentials: () => keepCredentials(home),
    api: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${keepCredentials(home).apiKey}`);
      return fetch(`${stackJson().addresses.api ?? ''}${path}`, { ...init, headers });
    },
    output: () => output,
    lastLine: () => stdout.trimEnd().split('\n').at(-1) ?? '',
    ended,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
  if (options.once === true) {
    await ended;
    return stack;
  }
  await untilUp(stack);
  return stack;
}

async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'alphaflow-stack-'));
  await chmod(home, 0o755);
  return home;
}

async function untilUp(stack: BootedStack): Promise<void> {
  const deadline = Date.now() + UP_WITHIN_MS;
  const state = { ended: false };
  void stack.ended.then(() => {
    state.ended = true;
  });
  while (!stack.output().includes('Up until Ctrl-C')) {
    if (state.ended || Date.now() > deadline) {
      await stack.stop();
      throw new Error(`the stack did not come up:\n${stack.output()}`);
    }
    await delay(50);
  }
}
