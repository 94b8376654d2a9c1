import { parseArgs } from 'node:util';

export const USAGE = 'npm run prove -- crash [--runs N] [--seed S] [--only RUN] [--json]';
const RUNS = 100;
const SEED = 1;

export interface CrashArguments {
  readonly proof: 'crash';
  readonly runs: number;
  readonly seed: number;
  /** One run alone, by its number. */
  readonly only: number | undefined;
  readonly json: boolean;
}

/** Gives the arguments, or one line that says what is wrong with them. */
export function readArguments(args: readonly string[]): CrashArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        runs: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [proof, ...more] = positionals;
    if (proof === undefined) return `which proof? ${USAGE}`;
    if (proof !== 'crash') return `there is no proof "${proof}": ${USAGE}`;
    if (more.length > 0) return `one proof at a time: ${USAGE}`;
    const whole = { runs: values.runs ?? String(RUNS), seed: values.seed ?? String(SEED), only: values.only };
    for (const [name, text] of Object.entries(whole)) {
      const least = name === 'runs' ? 1 : 0;
      if (text !== undefined && !(/^\d{1,9}$/.test(text) && Number(text) >= least)) {
        return `--${name} must be a whole number from ${least}, not "${text}"`;
      }
    }
    return {
      proof,
      runs: Number(whole.runs),
      seed: Number(whole.seed),
      only: whole.only === undefined ? undefined : Number(whole.only),
      json: values.json ?? false,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return `${reason}: ${USAGE}`;
  }
}
