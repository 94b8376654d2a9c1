import { parseArgs } from 'node:util';
import { FUZZ_CALLERS, type FuzzCallerName } from './fuzz/fuzz-callers.ts';

const USAGE =
  'npm run prove -- crash [--runs N] [--seed S] [--only RUN] [--json] | orders [--seeds N] [--only SEED] [--json] | topology [--rounds N] [--json] | fuzz [--requests N] [--seed S] [--caller owner|trader|viewer|anonymous] [--json]';
const RUNS = 100;
const SEED = 1;
const SEEDS = 100_000;
const ROUNDS = 3;
const REQUESTS = 10_000;

const FITTING = {
  crash: ['runs', 'seed', 'only'],
  orders: ['seeds', 'only'],
  topology: ['rounds'],
  fuzz: ['requests', 'seed', 'caller'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export interface CrashArguments {
  readonly proof: 'crash';
  readonly runs: number;
  readonly seed: number;
  /** One run alone, by its number. */
  readonly only: number | undefined;
  readonly json: boolean;
}

export interface OrdersArguments {
  readonly proof: 'orders';
  readonly seeds: number;
  /** One seed alone. */
  readonly only: number | undefined;
  readonly json: boolean;
}

export interface TopologyArguments {
  readonly proof: 'topology';
  /** How often each process is killed. */
  readonly rounds: number;
  readonly json: boolean;
}

export interface FuzzArguments {
  readonly proof: 'fuzz';
  /** By each caller, at least. */
  readonly requests: number;
  readonly seed: number;
  /** One caller alone. */
  readonly caller: FuzzCallerName | undefined;
  readonly json: boolean;
}

/** Gives the arguments, or one line that says what is wrong with them. */
export function readArguments(
  args: readonly string[],
): CrashArguments | OrdersArguments | TopologyArguments | FuzzArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        runs: { type: 'string' },
        seed: { type: 'string' },
        seeds: { type: 'string' },
        rounds: { type: 'string' },
        requests: { type: 'string' },
        only: { type: 'string' },
        caller: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [proof, ...more] = positionals;
    if (proof === undefined) return `which proof? ${USAGE}`;
    if (!isProof(proof)) return `there is no proof "${proof}": ${USAGE}`;
    if (more.length > 0) return `one proof at a time: ${USAGE}`;
    const { json = false, ...numbers } = values;
    const fit: readonly string[] = FITTING[proof];
    for (const [name, text] of Object.entries(numbers)) {
      if (!fit.includes(name)) return `--${name} is not for ${proof}: ${USAGE}`;
      if (name === 'caller') continue;
      const least = name === 'seed' || name === 'only' ? 0 : 1;
      if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
        return `--${name} must be a whole number from ${least}, not "${text}"`;
      }
    }
    const only = numbers.only === undefined ? undefined : Number(numbers.only);
    if (proof === 'topology') return { proof, json, rounds: Number(numbers.rounds ?? ROUNDS) };
    if (proof === 'fuzz') {
      const { requests = REQUESTS, seed = SEED } = numbers;
      const caller = FUZZ_CALLERS.find((name) => name === numbers.caller);
      if (numbers.caller !== caller) return `there is no caller "${numbers.caller}": ${USAGE}`;
      return { proof, json, requests: Number(requests), seed: Number(seed), caller };
    }
    return proof === 'crash'
      ? { proof, json, only, runs: Number(numbers.runs ?? RUNS), seed: Number(numbers.seed ?? SEED) }
      : { proof, json, only, seeds: Number(numbers.seeds ?? SEEDS) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return `${reason}: ${USAGE}`;
  }
}

function isProof(name: string): name is keyof typeof FITTING {
  return name in FITTING;
}
