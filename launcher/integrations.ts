import { readConfig, readLocalStackConfig } from '../config/env.ts';
import { INTEGRATION_POINTS } from '../domain/integrations/integration-points.ts';
import { type ProbeResult, scoreOf } from '../domain/integrations/probe-result.ts';
import { parseIntegrationArguments, usage } from './integrations/arguments.ts';
import { boardLines } from './integrations/board-lines.ts';
import { environmentOfStack } from './integrations/left-stack.ts';
import { probeByWorker } from './integrations/probe-by-worker.ts';
import { probeHere } from './integrations/probe-here.ts';
import { tellEnd } from './tell-end.ts';

/** `npm run integrations`. Exit codes: 0 every built point passed, 1 one did not, 2 wrong arguments. */
async function main(): Promise<number> {
  const args = parseIntegrationArguments(process.argv.slice(2));
  if (args.help) {
    console.log(usage);
    return 0;
  }
  const config = readConfig(environmentOfStack(readLocalStackConfig(), process.env));
  const asked = args.here ? undefined : await probeByWorker(config);
  if (asked?.kind === 'nobody') console.error(`! ${asked.reason}; the paths are walked in this process`);
  const byWorker = asked?.kind === 'probed';
  const results = inOrder(byWorker ? asked.results : await probeHere(config));
  const where = byWorker
    ? `probed by a worker${asked.stored ? '' : '; the results could not be stored'}`
    : 'probed in this process; not stored';
  if (args.json) console.log(JSON.stringify({ score: scoreOf(results), byWorker, points: results }));
  else for (const line of boardLines(results, where)) console.log(line);
  return results.every(({ outcome }) => outcome === 'passed' || outcome === 'not-built') ? 0 : 1;
}

function inOrder(results: readonly ProbeResult[]): readonly ProbeResult[] {
  const place = new Map(INTEGRATION_POINTS.map(({ id }, index) => [id, index]));
  return results.toSorted((one, other) => (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0));
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = tellEnd(error);
}
// A connection that is being tried again must not keep the terminal.
process.exit();
