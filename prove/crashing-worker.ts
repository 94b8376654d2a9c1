import { flushCompileCache } from 'node:module';
import { Runtime } from '@temporalio/worker';
import { readConfig } from '../config/env.ts';
import { createLogger } from '../telemetry/log.ts';
import { createSandboxControl } from '../tests/support/sandbox-control.ts';
import { temporalLog } from '../workers/temporal/temporal-log.ts';
import { runWorker } from '../workers/worker.ts';
import { openArmedCrashes } from './armed-crashes.ts';
import { crashingSeams } from './crashing-seams.ts';

/** The real worker, which dies where a crash is armed for it: `crashing-worker.ts <folder> <sandbox url> <bundle>`. */
const [folder = '', sandboxUrl = '', codePath = ''] = process.argv.slice(2);
const config = readConfig();
const logger = createLogger({ name: 'worker', level: config.logLevel });
Runtime.install({
  logger: temporalLog(logger),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
});
await runWorker({
  config,
  logger,
  seams: {
    ...crashingSeams(
      openArmedCrashes(folder),
      createSandboxControl(() => sandboxUrl),
    ),
    workflowBundle: { codePath },
  },
  onReady() {
    process.stdout.write('{"ready":true}\n');
    // A process that is killed writes no cache at its end, and the next one would compile everything again.
    flushCompileCache();
  },
});
