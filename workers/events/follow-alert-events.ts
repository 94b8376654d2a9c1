import type { Client } from '@temporalio/client';
import { takeInEvent } from '../../activities/alerting/take-in-event.ts';
import type { LedgerDeps } from '../../activities/deps.ts';
import { followEvents } from '../../connectors/nats/follow-events.ts';
import { type EventType, readEvent } from '../../domain/events/event-kinds.ts';
import type { Logger } from '../../telemetry/log.ts';
import { judgeAlerts } from './judge-alerts.ts';

/** What rules want to hear of at once; everything else is seen by the schedule. */
const TYPES = [
  'fill.booked',
  'order.refused',
  'order.rejected',
  'order.unresolved',
  'account.entries-stopped',
  'account.latch-cleared',
  'decision.unavailable',
  'audit.burst',
  'integration.failing',
  'integration.recovered',
  'market.stale',
  'market.live',
] as const satisfies readonly EventType[];
const CONSUMER = 'alerts';

/** Lets the events of the bus raise alerts, each once, and has its user's rules judged again; until `signal` aborts. */
export async function followAlertEvents(options: {
  readonly url: string;
  readonly deps: LedgerDeps;
  readonly client: Client;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { url, deps, client, logger, signal } = options;
  await followEvents({
    url,
    logger,
    signal,
    consumer: CONSUMER,
    types: TYPES,
    onEvent: async (event) => {
      const read = readEvent(event);
      if (read.kind === 'strange') {
        // A worker of another version has written it. Waiting for one that knows it would hold up every other event;
        // the schedule judges the rules all the same.
        logger.error(
          { event: event.id, type: event.type, why: read.why },
          'an event is not understood, and is passed over',
        );
        return;
      }
      if (await takeInEvent(deps, event)) await judgeAlerts(client, event.userId);
    },
  });
}
