import {
  type CrashArguments,
  type FuzzArguments,
  type OrdersArguments,
  readArguments,
  type TopologyArguments,
} from './arguments.ts';
import { proveFuzz } from './fuzz/prove-fuzz.ts';
import { planRun } from './plan-run.ts';
import { proveCrash } from './prove-crash.ts';
import { isProved, proveOrders } from './prove-orders.ts';
import { crashReport, fuzzReport, ordersReport, topologyReport } from './report.ts';
import { summarise } from './summary.ts';
import { proveTopology } from './topology/prove-topology.ts';

async function main(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  if (typeof given === 'string') {
    console.error(given);
    return 2;
  }
  // With an exit, what is started is killed by its process id.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
  if (given.proof === 'topology') return topology(given);
  if (given.proof === 'fuzz') return fuzz(given);
  return given.proof === 'crash' ? crash(given) : orders(given);
}

async function crash({ seed, only, runs, json }: CrashArguments): Promise<number> {
  const numbers = only === undefined ? Array.from({ length: runs }, (_, run) => run) : [only];
  const plans = numbers.map((run) => planRun(seed, run));
  const proof = await proveCrash({ plans, seed, tell: (line) => console.error(line) });
  const summary = summarise(proof, seed);
  for (const line of crashReport(summary)) console.log(line);
  if (json) console.log(JSON.stringify(summary));
  return summary.findings.length === 0 ? 0 : 1;
}

async function orders({ seeds, only, json }: OrdersArguments): Promise<number> {
  const [from, to] = only === undefined ? [1, seeds] : [only, only];
  const proof = await proveOrders({ from, to }, (line) => console.error(line));
  for (const line of ordersReport(proof)) console.log(line);
  if (json) console.log(JSON.stringify(proof));
  return isProved(proof) ? 0 : 1;
}

async function topology({ rounds, json }: TopologyArguments): Promise<number> {
  const proof = await proveTopology({ rounds, tell: (line) => console.error(line) });
  for (const line of topologyReport(proof)) console.log(line);
  if (json) console.log(JSON.stringify(proof));
  return proof.findings.length === 0 ? 0 : 1;
}

async function fuzz({ requests, seed, caller, json }: FuzzArguments): Promise<number> {
  const proof = await proveFuzz({ requests, seed, caller, tell: (line) => console.error(line) });
  if (typeof proof === 'string') {
    console.error(proof);
    return 2;
  }
  for (const line of fuzzReport(proof)) console.log(line);
  if (json) console.log(JSON.stringify(proof));
  return proof.findings.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
