import { ConfigError } from '../config/config-error.ts';
import { parseArguments, usage } from './arguments.ts';
import { LaunchError } from './launch-error.ts';
import { createReporter } from './reporter.ts';
import { launch } from './stack/launch.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/** `npm start`. Exit codes: 0 done, 1 something a person can put right, 2 wrong arguments, 130 interrupted. */
async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    console.log(usage);
    return 0;
  }
  const reporter = createReporter(args.json ? process.stderr : process.stdout);
  return launch(args, { reporter, stop: stopOnSignals(), print: console.log });
}

try {
  process.exitCode = await main();
} catch (error) {
  const lines =
    error instanceof ConfigError
      ? error.problems
      : [error instanceof LaunchError ? error.message : undefined];
  for (const line of lines) console.error(line === undefined ? error : `alphaflow: ${line}`);
  process.exitCode = error instanceof LaunchError ? error.exitCode : 1;
}
// What is still open at this point (a probe that waits, an idle connection) must not keep the terminal.
process.exit();
