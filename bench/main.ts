import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCycle } from './cycle.ts';
import type { RunRecord } from './history.ts';
import { reportLines, targetLine } from './report.ts';
import { targetsOf } from './targets.ts';

const USAGE = 'npm run bench -- cycle [--json] [--rounds N] [--profile DIR]';
const ROUNDS = 20;

interface Arguments {
  readonly json: boolean;
  readonly rounds: number;
  /** Folder for the worker's CPU profile and the cycles' events. */
  readonly profile: string | undefined;
}

/** Gives the arguments, or one line that says what is wrong with them. */
function read(args: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, rounds: { type: 'string' }, profile: { type: 'string' } },
    });
    const [name, ...more] = positionals;
    if (name === undefined) return `which benchmark? ${USAGE}`;
    if (name !== 'cycle') return `there is no benchmark "${name}": ${USAGE}`;
    if (more.length > 0) return `one benchmark at a time: ${USAGE}`;
    const rounds = values.rounds ?? String(ROUNDS);
    if (!/^[1-9]\d{0,3}$/.test(rounds))
      return `--rounds must be a whole number from 1 to 9999, not "${rounds}"`;
    return { json: values.json ?? false, rounds: Number(rounds), profile: values.profile };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return `${reason}: ${USAGE}`;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const given = read(args);
  if (typeof given === 'string') {
    console.error(given);
    return 2;
  }
  // With an exit, what is started is killed by its process id.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
  const profiled = given.profile === undefined ? undefined : profileInto(given.profile);
  const bench = await benchCycle({
    rounds: given.rounds,
    tell: (line) => console.error(line),
    workerArgs: [],
    ...profiled,
  });
  const targets = targetsOf(bench);
  for (const line of reportLines(bench, targets)) console.log(line);
  const missed = targets.filter(({ met }) => !met);
  for (const target of missed) console.error(targetLine(target));
  if (given.json) console.log(JSON.stringify({ benchmark: 'cycle', ...bench, targets }));
  return missed.length === 0 ? 0 : 1;
}

/** The CPU profile of the worker, and the measured cycles' events as JSON, in a folder. */
function profileInto(path: string) {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true });
  return {
    workerArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
    keep: (records: readonly RunRecord[]) =>
      writeFileSync(join(folder, 'cycles.json'), JSON.stringify(records)),
  };
}

process.exitCode = await main(process.argv.slice(2));
