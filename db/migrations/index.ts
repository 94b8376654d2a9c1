import type { Migration } from 'kysely/migration';
import { usersAndAccounts } from './0001-users-and-accounts.ts';
import { strategiesAndCycles } from './0002-strategies-and-cycles.ts';
import { ordersAndLedger } from './0003-orders-and-ledger.ts';
import { outboxAndAudit } from './0004-outbox-and-audit.ts';
import { linkedOrders } from './0005-linked-orders.ts';
import { risk } from './0006-risk.ts';
import { busts } from './0007-busts.ts';
import { orderApprovals } from './0008-order-approvals.ts';
import { sources } from './0009-sources.ts';
import { evidenceAndDocuments } from './0010-evidence-and-documents.ts';
import { bars } from './0011-bars.ts';
import { languageModels } from './0012-language-models.ts';
import { auditChain } from './0013-audit-chain.ts';
import { tools } from './0014-tools.ts';
import { alerts } from './0015-alerts.ts';
import { proposalOutcomes } from './0016-proposal-outcomes.ts';
import { listIndexes } from './0017-list-indexes.ts';
import { eventStream } from './0018-event-stream.ts';
import { integrations } from './0019-integrations.ts';
import { analyst } from './0020-analyst.ts';
import { jobs } from './0021-jobs.ts';
import { identity } from './0022-identity.ts';
import { oneCycle } from './0023-one-cycle.ts';
import { alertChannels } from './0024-alert-channels.ts';
import { probeAddress } from './0025-probe-address.ts';
import { idempotencyKeys } from './0026-idempotency-keys.ts';
import { people } from './0027-people.ts';
import { llmCallsByTime } from './0028-llm-calls-by-time.ts';
import { storedKeys } from './0029-stored-keys.ts';
import { marketStreams } from './0030-market-streams.ts';
import { eventVersions } from './0031-event-versions.ts';
import { takenAccounts } from './0032-taken-accounts.ts';

/** Every migration, in the order it is applied. One that has been released is never changed: add the next. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-users-and-accounts': usersAndAccounts,
  '0002-strategies-and-cycles': strategiesAndCycles,
  '0003-orders-and-ledger': ordersAndLedger,
  '0004-outbox-and-audit': outboxAndAudit,
  '0005-linked-orders': linkedOrders,
  '0006-risk': risk,
  '0007-busts': busts,
  '0008-order-approvals': orderApprovals,
  '0009-sources': sources,
  '0010-evidence-and-documents': evidenceAndDocuments,
  '0011-bars': bars,
  '0012-language-models': languageModels,
  '0013-audit-chain': auditChain,
  '0014-tools': tools,
  '0015-alerts': alerts,
  '0016-proposal-outcomes': proposalOutcomes,
  '0017-list-indexes': listIndexes,
  '0018-event-stream': eventStream,
  '0019-integrations': integrations,
  '0020-analyst': analyst,
  '0021-jobs': jobs,
  '0022-identity': identity,
  '0023-one-cycle': oneCycle,
  '0024-alert-channels': alertChannels,
  '0025-probe-address': probeAddress,
  '0026-idempotency-keys': idempotencyKeys,
  '0027-people': people,
  '0028-llm-calls-by-time': llmCallsByTime,
  '0029-stored-keys': storedKeys,
  '0030-market-streams': marketStreams,
  '0031-event-versions': eventVersions,
  '0032-taken-accounts': takenAccounts,
};
