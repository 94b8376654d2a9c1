import { parseArgs } from 'node:util';

const USAGE =
  'npm run prove -- crash [--runs N] [--seed S] [--only RUN] [--json] | orders [--seeds N] [--only SEED] [--json]';
const RUNS = 100;
const SEED = 1;
const SEEDS = 100_000;

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

/** Gives the arguments, or one line that says what is wrong with them. */
export function readArguments(args: readonly string[]): CrashArguments | OrdersArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        runs: { type: 'string' },
        seed: { type: 'string' },
        seeds: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [proof, ...more] = positionals;
    if (proof === undefined) return `which proof? ${USAGE}`;
    if (proof !== 'crash' && proof !== 'orders') return `there is no proof "${proof}": ${USAGE}`;
    if (more.length > 0) return `one proof at a time: ${USAGE}`;
    const { json = false, ...numbers } = values;
    const fit = proof === 'crash' ? ['runs', 'seed', 'only'] : ['seeds', 'only'];
    for (const [name, text] of Object.entries(numbers)) {
      if (!fit.includes(name)) return `--${name} is not for ${proof}: ${USAGE}`;
      const least = name === 'runs' || name === 'seeds' ? 1 : 0;
      if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
        return `--${name} must be a whole number from ${least}, not "${text}"`;
      }
    }
    const only = numbers.only === undefined ? undefined : Number(numbers.only);
    return proof === 'crash'
      ? { proof, json, only, runs: Number(numbers.runs ?? RUNS), seed: Number(numbers.seed ?? SEED) }
      : { proof, json, only, seeds: Number(numbers.seeds ?? SEEDS) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return `${reason}: ${USAGE}`;
  }
}
