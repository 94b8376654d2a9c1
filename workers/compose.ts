import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { noticeActivities } from '../activities/alerting/send-notice.ts';
import { createReconcileActivities } from '../activities/books/reconcile-activities.ts';
import { createCycleActivities } from '../activities/cycle/cycle-activities.ts';
import type { MarketDeps, OrderNews } from '../activities/deps.ts';
import { createEvidenceStore } from '../activities/evidence-store.ts';
import { backfillActivities } from '../activities/market/backfill-bars.ts';
import { readMarketActivity } from '../activities/market/read-market.ts';
import { measureProposalsActivities } from '../activities/memory/measure-proposals.ts';
import { createHaltActivities } from '../activities/orders/halt-activities.ts';
import { createOrderActivities } from '../activities/orders/order-activities.ts';
import { createProbeActivities } from '../activities/probes/probe-activities.ts';
import { createQueueActivities } from '../activities/probes/queue-activities.ts';
import { createResearchActivities } from '../activities/reference/research-activities.ts';
import { createMarketStreamActivities } from '../activities/streaming/market-stream-activities.ts';
import { createStreamActivities } from '../activities/streaming/stream-activities.ts';
import { callToolActivity } from '../activities/tools/call-tool.ts';
import type { Config } from '../config/config.ts';
import type { PoolFigures } from '../db/database-watch.ts';
import type { BrokerAccountRow, Database } from '../db/schema.ts';
import type { Broker } from '../domain/ports/broker.ts';
import type { TickSender } from '../domain/ports/market-ticks.ts';
import { offeredTools } from '../domain/tools/tool-offers.ts';
import { createAccountLooks } from '../resilience/account-looks.ts';
import { guardedBroker } from '../resilience/guarded-broker.ts';
import { guardedCalendar } from '../resilience/guarded-calendar.ts';
import { guardedMarketData } from '../resilience/guarded-market-data.ts';
import type { SourceAccess } from '../resilience/source-access.ts';
import type { Logger } from '../telemetry/log.ts';
import { createBrokers } from './connections/brokers.ts';
import { languageModels } from './connections/language-models.ts';
import { noticeSenders } from './connections/notice-senders.ts';
import { referenceSources } from './connections/reference-sources.ts';
import { researchSearch } from './connections/research-search.ts';
import { judgeAlerts } from './events/judge-alerts.ts';
import type { StoredKeyUse } from './keys/with-newest-key.ts';
import { probeDeps } from './probes/probe-deps.ts';
import { tellOrder } from './temporal/schedules.ts';
import type { QueueWork } from './temporal/task-queues.ts';

/** Everything that the queues' activities work with, put together once. */
export function composeWork(options: {
  readonly config: Config;
  readonly db: Kysely<Database>;
  readonly client: Client;
  readonly logger: Logger;
  readonly access: SourceAccess;
  /** The keys of outside services that are stored. */
  readonly stored: StoredKeyUse;
  readonly pool: () => PoolFigures;
  /** Where quotes and trades of the market stream go. */
  readonly ticks: TickSender;
  /** Put around every account's broker. */
  readonly broker: (broker: Broker) => Broker;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}): QueueWork {
  const { config, db, client, logger, access, stored, broker, stopping, pool, ticks } = options;
  const brokers = createBrokers(config.broker, logger, stored.ring);
  const evidence = createEvidenceStore(db, access.countCopies);
  const now = (): Date => new Date();
  // What judges, sends, follows and halts orders goes straight to the broker; a cycle's own reading is guarded.
  const straight: MarketDeps = {
    db,
    countCopies: access.countCopies,
    evidence,
    now,
    brokerOf: (account) => broker(brokers.of(account).broker),
    marketDataOf: (account) => brokers.of(account).marketData,
  };
  const tell: OrderNews['tellOrder'] = (id, change) => tellOrder(client, id, change);
  const guarded: MarketDeps = {
    ...straight,
    brokerOf: (account) => guardedBroker(straight.brokerOf(account), access.guardOf('alpaca')),
    marketDataOf: (account) =>
      guardedMarketData(straight.marketDataOf(account), access.guardOf('alpacaData')),
  };
  const calendarOf = (account: BrokerAccountRow) =>
    guardedCalendar(brokers.of(account).calendar, access.guardOf('alpaca'));
  const lookAt = createAccountLooks({ db, cache: access.cache, now });
  const sources = referenceSources(config.data, db, access);
  const asking = { db, now, ...languageModels(config.languageModels, access, stored) };
  const { fresh } = sources;
  const research = researchSearch(config.research, { db, now }, access, stored);
  const readers = { ...guarded, ...sources, research };
  const probing = probeDeps({
    config,
    db,
    client,
    logger,
    brokers,
    market: straight,
    asking,
    fresh,
    pool,
  });
  const answering = createQueueActivities();
  return {
    cycle: {
      ...answering,
      ...createProbeActivities(probing),
      ...createCycleActivities({
        ...guarded,
        retention: config.evidence,
        eventDays: config.eventDays,
        calendarOf,
        modelUsdPerDay: config.languageModels.usdPerDay,
        accountLook: (account, maxAgeMs) => lookAt(account.id, guarded.brokerOf(account), maxAgeMs),
        tools: offeredTools({ research: research !== undefined }),
        modelsMissing: asking.terms.missing,
      }),
      ...readMarketActivity(guarded),
      ...callToolActivity(readers),
    },
    orders: {
      ...answering,
      ...createOrderActivities({ ...straight, tellOrder: tell }),
      ...createReconcileActivities(straight),
      ...createHaltActivities({ ...straight, tellOrder: tell }),
      ...createStreamActivities({ ...straight, stopping, tellOrder: tell }),
    },
    research: {
      ...answering,
      ...createResearchActivities({ ...readers, ...asking }),
      ...noticeActivities({ db, senders: noticeSenders(config.alerting) }),
      ...measureProposalsActivities(guarded),
      ...backfillActivities({
        ...guarded,
        calendarOf,
      }),
    },
    streams: {
      ...answering,
      ...createMarketStreamActivities({
        ...straight,
        ticks,
        logger,
        judgeAlerts: (userId) => judgeAlerts(client, userId),
        symbolsMax: config.marketStreamSymbols,
        stopping,
      }),
    },
  };
}
