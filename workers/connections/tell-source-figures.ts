import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { MetricMeter } from '@temporalio/common';
import type { Kysely } from 'kysely';
import { keepSourceFigures } from '../../db/queries/sources/source-figures.ts';
import type { Database } from '../../db/schema.ts';
import type { SourceAccess } from '../../resilience/source-access.ts';
import type { Logger } from '../../telemetry/log.ts';
import { createSourceMetrics } from './source-metrics.ts';

const EVERY_MS = 2_000;

/**
 * Says every two seconds what this process's breakers and caches do, until `signal` aborts: in a row of the database,
 * from which the API tells it for all processes together, and in the metrics of this process.
 */
export async function tellSourceFigures(options: {
  readonly db: Kysely<Database>;
  readonly access: SourceAccess;
  readonly meter: MetricMeter;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { db, access, meter, logger, signal } = options;
  const self = randomUUID();
  const record = createSourceMetrics(meter);
  let failing = false;
  while (!signal.aborted) {
    const figures = access.figures();
    record(figures);
    try {
      await keepSourceFigures(db, self, figures);
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ err: error }, 'the figures of the sources could not be kept');
      failing = true;
    }
    await setTimeout(EVERY_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
