import { Runtime } from '@temporalio/worker';
import { readConfig } from '../../config/env.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporalLog } from '../../workers/temporal/temporal-log.ts';
import { runWorker } from '../../workers/worker.ts';

/** The real worker, which kills itself between a model's answer and the end of the activity that asked for it. */
const config = readConfig();
const logger = createLogger({ name: 'worker', level: config.logLevel });
Runtime.install({ logger: temporalLog(logger) });
await runWorker({
  config,
  logger,
  onReady: () => process.stdout.write('{"ready":true}\n'),
  seams: {
    work: (work) => ({
      ...work,
      research: {
        ...work.research,
        async askModel(input) {
          const asked = await work.research.askModel(input);
          process.kill(process.pid, 'SIGKILL');
          return asked;
        },
      },
    }),
  },
});
