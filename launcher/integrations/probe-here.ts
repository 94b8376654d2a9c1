import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { createProbeActivities } from '../../activities/probes/probe-activities.ts';
import type { Config } from '../../config/config.ts';
import { createDatabase } from '../../db/client.ts';
import { createDatabaseWatch } from '../../db/database-watch.ts';
import { byCategory, INTEGRATION_POINTS } from '../../domain/integrations/integration-points.ts';
import type { ProbeResult } from '../../domain/integrations/probe-result.ts';
import { createSourceAccess } from '../../resilience/source-access.ts';
import { createLogger } from '../../telemetry/log.ts';
import { ownProbeDeps } from '../../workers/probes/own-probe-deps.ts';

const POOL_MAX = 5;

/**
 * Walks the same paths in this process: for when nobody else can. What needs a worker or Temporal fails then, and nothing
 * else does.
 */
export async function probeHere(config: Config): Promise<readonly ProbeResult[]> {
  const logger = createLogger({ name: 'integrations', level: 'silent' });
  const watch = createDatabaseWatch({ logger });
  const db = createDatabase({ url: config.database.url.reveal(), poolMax: POOL_MAX, watch });
  const connection = Connection.lazy({ address: config.temporal.address });
  const client = new Client({ connection, namespace: config.temporal.namespace });
  try {
    const access = createSourceAccess(logger);
    const probing = createProbeActivities(
      ownProbeDeps({ config, db, client, logger, access, pool: watch.pool }),
    );
    const runId = randomUUID();
    const groups = await Promise.all(
      byCategory(INTEGRATION_POINTS).map(({ items }) =>
        probing.probePoints({ runId, points: items.map(({ id }) => id) }),
      ),
    );
    return groups.flat();
  } finally {
    await connection.close();
    await db.destroy();
  }
}
