import { readArguments } from './arguments.ts';
import { planRun } from './plan-run.ts';
import { proveCrash } from './prove-crash.ts';
import { crashReport } from './report.ts';
import { summarise } from './summary.ts';

async function main(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  if (typeof given === 'string') {
    console.error(given);
    return 2;
  }
  // With an exit, what is started is killed by its process id.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
  const { seed, only, runs, json } = given;
  const numbers = only === undefined ? Array.from({ length: runs }, (_, run) => run) : [only];
  const proof = await proveCrash({
    plans: numbers.map((run) => planRun(seed, run)),
    seed,
    tell: (line) => console.error(line),
  });
  const summary = summarise(proof, seed);
  for (const line of crashReport(summary)) console.log(line);
  if (json) console.log(JSON.stringify(summary));
  return summary.findings.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
