import { Runtime } from '@temporalio/worker';
import { readConfig } from '../config/env.ts';
import { secretsOf } from '../config/secrets-of.ts';
import { QUERY_SECONDS, QUERY_SECONDS_BUCKETS } from '../db/database-metrics.ts';
import { announce, createLogger } from '../telemetry/log.ts';
import { createLateSecrets, createRedact } from '../telemetry/redact.ts';
import { temporalLog } from './temporal/temporal-log.ts';
import { runWorker } from './worker.ts';

const config = readConfig();
const lateSecrets = createLateSecrets();
const redact = createRedact(secretsOf(config), lateSecrets);
const logger = createLogger({ name: 'worker', level: config.logLevel, redact });
Runtime.install({
  logger: temporalLog(logger),
  telemetryOptions: {
    logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
    metrics: {
      prometheus: {
        bindAddress: `${config.metrics.host}:${config.metrics.port}`,
        histogramBucketOverrides: { [QUERY_SECONDS]: QUERY_SECONDS_BUCKETS },
      },
    },
  },
});
await runWorker({ config, logger, lateSecrets, onReady: () => announce({ ready: true }) });
