import { readConfig, readLocalStackConfig } from '../../config/env.ts';
import { migrateToLatest } from '../../db/migrate.ts';
import type { StartArguments } from '../arguments.ts';
import { createApiClient } from '../first-cycle/api-client.ts';
import { showFirstCycle } from '../first-cycle/show-first-cycle.ts';
import { LaunchError } from '../launch-error.ts';
import { formatMs, type Reporter } from '../reporter.ts';
import { aborted, Interrupted, unlessStopped } from '../stop-on-signals.ts';
import { openBarsFolder } from './bars-folder.ts';
import { openHome } from './home.ts';
import { stopLeftovers } from './leftovers.ts';
import { ensureLocalOwner, keepCredentials } from './local-owner.ts';
import { createLocalStack } from './local-stack.ts';
import { takeLock } from './lock.ts';
import { neededPorts, planStack } from './stack-plan.ts';
import { resolvePorts } from './stack-ports.ts';
import { worldOf } from './world.ts';

const EXIT_INTERRUPTED = 130;
const DEMO_SYMBOLS = ['AAPL', 'MSFT', 'NVDA', 'SPY'];
const OTHER_SYMBOLS = ['AMZN', 'JPM', 'KO', 'XOM'];
const BARS_SYMBOLS_MAX = 4;

interface Surroundings {
  readonly reporter: Reporter;
  readonly stop: AbortSignal;
  /** Writes a line to stdout. */
  readonly print: (line: string) => void;
}

/** Brings the stack up, runs the first cycle, stays until told to stop; takes everything down again. Gives the exit code. */
export async function launch(args: StartArguments, surroundings: Surroundings): Promise<number> {
  const { reporter, stop } = surroundings;
  const startedAt = Date.now();
  const config = readLocalStackConfig();
  const bars = openBars(args, config.brokerMode === 'sandbox' && config.outside.sandboxUrl === undefined);
  const folders = openHome(config.home);
  const releaseLock = takeLock(config.home);
  try {
    const left = await stopLeftovers(config.home);
    if (left > 0) reporter.warn(`stopped ${left} processes that an earlier start had left running`);

    const { brokerMode: mode, brokerKeyId: keyId } = config;
    const market = { seed: args.seed, barsDir: bars?.path };
    const world = worldOf({ mode, keyId, ...market }, folders.data);
    const ports = await resolvePorts(config.ports, neededPorts(config));
    const plan = await planStack({ config, folders, ports, world, ...market });
    readConfig(plan.env);

    const owner = keepCredentials(config.home);
    let accountId = '';
    const stack = createLocalStack({
      home: config.home,
      plan,
      database: world.database,
      reporter,
      prepareDatabase: async (databaseUrl) => {
        const applied = await migrateToLatest(databaseUrl);
        accountId = await ensureLocalOwner(databaseUrl, owner, { mode, keyRef: world.keyId });
        return applied;
      },
    });
    const killNow = () => {
      stack.killNow();
    };
    process.once('exit', killNow);

    try {
      reporter.line('AlphaFlow: bringing the local stack up');
      await unlessStopped(stop, stack.start());
      reporter.line(`Up in ${formatMs(Date.now() - startedAt)}`);
      const sandboxUrl = config.outside.sandboxUrl === undefined ? plan.addresses.sandbox : undefined;
      const succeeded = await unlessStopped(
        stop,
        showFirstCycle({
          ...surroundings,
          api: createApiClient(plan.addresses.api, owner.apiKey),
          addresses: plan.addresses,
          namespace: config.temporalNamespace,
          mode,
          accountId,
          symbols: args.symbols ?? bars?.symbols.slice(0, BARS_SYMBOLS_MAX) ?? DEMO_SYMBOLS,
          others: bars?.symbols.slice(BARS_SYMBOLS_MAX, 2 * BARS_SYMBOLS_MAX) ?? OTHER_SYMBOLS,
          sandbox:
            mode === 'sandbox' && sandboxUrl !== undefined
              ? { url: sandboxUrl, keyId: world.keyId }
              : undefined,
          json: args.json,
        }),
      );
      if (args.once) return succeeded ? 0 : 1;
      reporter.line(`\nUp until Ctrl-C. Credentials: ${config.home}/credentials.json, logs: ${folders.logs}`);
      await aborted(stop);
      return 0;
    } catch (error) {
      if (error instanceof Interrupted) return EXIT_INTERRUPTED;
      throw error;
    } finally {
      const stoppingAt = Date.now();
      await stack.stop();
      process.removeListener('exit', killNow);
      reporter.line(`Stopped in ${formatMs(Date.now() - stoppingAt)}`);
    }
  } finally {
    releaseLock();
  }
}

function openBars(args: StartArguments, ownSandbox: boolean) {
  if (args.bars === undefined) return undefined;
  if (!ownSandbox) {
    throw new LaunchError('--bars needs the sandbox that npm start runs: unset ALPACA_ENV and SANDBOX_URL', {
      exitCode: 2,
    });
  }
  return openBarsFolder(args.bars, process.env['INIT_CWD'] ?? process.cwd());
}
