import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ModelTarget, readTarget } from '../domain/llm/model-target.ts';
import { benchApi } from './api.ts';
import { apiReport } from './api-report.ts';
import { benchAuth } from './auth.ts';
import { authReport } from './auth-report.ts';
import { benchCycle } from './cycle.ts';
import { cycleReport } from './cycle-report.ts';
import { benchDb } from './db.ts';
import { dbReport } from './db-report.ts';
import { benchDecide } from './decide.ts';
import { decideReport } from './decide-report.ts';
import { benchEvents } from './events.ts';
import { eventsReport } from './events-report.ts';
import { benchFusion } from './fusion.ts';
import { fusionReport } from './fusion-report.ts';
import type { RunRecord } from './history.ts';
import { benchMemory } from './memory.ts';
import { memoryReport } from './memory-report.ts';
import { benchOrder } from './order.ts';
import { orderReport } from './order-report.ts';
import { targetLine } from './report-lines.ts';
import type { Target } from './target.ts';
import {
  apiTargets,
  authTargets,
  cycleTargets,
  dbTargets,
  decideTargets,
  eventsTargets,
  fusionTargets,
  memoryTargets,
  orderTargets,
} from './targets.ts';

const USAGE =
  'npm run bench -- cycle|order|decide|fusion|memory|db|api|auth|events [--json] [--rounds N] [--profile DIR] [--target PROVIDER:MODEL]';

const ROUNDS = {
  cycle: 20,
  order: 40,
  decide: 40,
  fusion: 12,
  memory: 6,
  db: 40,
  api: 8,
  auth: 20,
  events: 40,
};

type Options = Parameters<typeof benchCycle>[0] &
  Parameters<typeof benchOrder>[0] &
  Parameters<typeof benchDecide>[0] &
  Parameters<typeof benchFusion>[0];

interface Measured {
  readonly result: object;
  readonly lines: readonly string[];
  readonly targets: readonly Target[];
}

const BENCHMARKS = {
  async cycle(options: Options): Promise<Measured> {
    const result = await benchCycle(options);
    const targets = cycleTargets(result);
    return { result, targets, lines: cycleReport(result, targets) };
  },
  async order(options: Options): Promise<Measured> {
    const result = await benchOrder(options);
    const targets = orderTargets(result);
    return { result, targets, lines: orderReport(result, targets) };
  },
  async decide(options: Options): Promise<Measured> {
    const result = await benchDecide(options);
    const targets = decideTargets(result);
    return { result, targets, lines: decideReport(result, targets) };
  },
  async fusion(options: Options): Promise<Measured> {
    const result = await benchFusion(options);
    const targets = fusionTargets(result);
    return { result, targets, lines: fusionReport(result, targets) };
  },
  async memory(options: Options): Promise<Measured> {
    const result = await benchMemory(options);
    const targets = memoryTargets(result);
    return { result, targets, lines: memoryReport(result, targets) };
  },
  async api(options: Options): Promise<Measured> {
    const result = await benchApi(options);
    const targets = apiTargets(result);
    return { result, targets, lines: apiReport(result, targets) };
  },
  async auth(options: Options): Promise<Measured> {
    const result = await benchAuth(options);
    const targets = authTargets(result);
    return { result, targets, lines: authReport(result, targets) };
  },
  async events(options: Options): Promise<Measured> {
    const result = await benchEvents(options);
    const targets = eventsTargets(result);
    return { result, targets, lines: eventsReport(result, targets) };
  },
  async db(options: Options): Promise<Measured> {
    const result = await benchDb(options);
    const targets = dbTargets(result);
    return { result, targets, lines: dbReport(result, targets) };
  },
};

interface Arguments {
  readonly name: keyof typeof BENCHMARKS;
  readonly json: boolean;
  readonly rounds: number;
  /** Folder for the CPU profiles and the measured histories. */
  readonly profile: string | undefined;
  /** Who decides, for `decide`. */
  readonly target: ModelTarget | undefined;
}

/** Gives the arguments, or one line that says what is wrong with them. */
function read(args: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        rounds: { type: 'string' },
        profile: { type: 'string' },
        target: { type: 'string' },
      },
    });
    const [name, ...more] = positionals;
    if (name === undefined) return `which benchmark? ${USAGE}`;
    if (!isBenchmark(name)) return `there is no benchmark "${name}": ${USAGE}`;
    if (more.length > 0) return `one benchmark at a time: ${USAGE}`;
    const rounds = values.rounds ?? String(ROUNDS[name]);
    if (!/^[1-9]\d{0,3}$/.test(rounds))
      return `--rounds must be a whole number from 1 to 9999, not "${rounds}"`;
    const target = values.target === undefined ? undefined : readTarget(values.target);
    if (values.target !== undefined && (target === undefined || name !== 'decide')) {
      return `--target is for decide, and is openai:MODEL or anthropic:MODEL: ${USAGE}`;
    }
    return { name, json: values.json ?? false, rounds: Number(rounds), profile: values.profile, target };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return `${reason}: ${USAGE}`;
  }
}

function isBenchmark(name: string): name is keyof typeof BENCHMARKS {
  return Object.hasOwn(BENCHMARKS, name);
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
  const { result, lines, targets } = await BENCHMARKS[given.name]({
    rounds: given.rounds,
    target: given.target,
    tell: (line) => console.error(line),
    nodeArgs: [],
    ...(given.profile === undefined ? {} : profileInto(given.profile)),
  });
  for (const line of lines) console.log(line);
  const missed = targets.filter(({ met }) => !met);
  for (const target of missed) console.error(targetLine(target));
  if (given.json) console.log(JSON.stringify({ benchmark: given.name, ...result, targets }));
  return missed.length === 0 ? 0 : 1;
}

/** The CPU profiles of our processes, and the events of what was measured as JSON, in a folder. */
function profileInto(path: string) {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true });
  return {
    nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
    keep: (records: readonly RunRecord[]) =>
      writeFileSync(join(folder, 'histories.json'), JSON.stringify(records)),
  };
}

process.exitCode = await main(process.argv.slice(2));
