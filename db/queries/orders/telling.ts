import { type QueryCreator, sql, type Transaction } from 'kysely';
import type { Database } from '../../schema.ts';
import type { OrdersTable } from '../../tables/order-tables.ts';
import { type AuditEntry, auditRow } from '../audit/audit.ts';
import { type OutboxEntry, outboxRow } from '../events/outbox.ts';
import { type OrderEvent, orderEventRow } from './order-events.ts';

/** A statement whose part `changed` gives the order as it has left it, or no row where it has changed nothing. */
export type ChangedOrder = Database & { readonly changed: OrdersTable };

/** What a change of an order tells: its history, the bus and the audit log. */
export interface Story {
  readonly event?: OrderEvent;
  readonly outbox?: OutboxEntry;
  readonly audit?: AuditEntry;
}

/** The statement that makes a change, with what the change tells; where it changes nothing, nothing is told. */
export function telling(
  change: QueryCreator<ChangedOrder>,
  { event, outbox, audit }: Story,
): QueryCreator<ChangedOrder> {
  let told = change;
  if (event !== undefined) told = withEvent(told, event);
  if (outbox !== undefined) told = withOutbox(told, outbox);
  return audit === undefined ? told : withAudit(told, audit);
}

function withEvent(change: QueryCreator<ChangedOrder>, event: OrderEvent): QueryCreator<ChangedOrder> {
  const { clientOrderId, kind, data } = orderEventRow(event);
  return change.with('event', (part) =>
    part
      .insertInto('orderEvents')
      .columns(['clientOrderId', 'kind', 'data'])
      .expression((eb) =>
        eb
          .selectFrom('changed')
          .select([text(clientOrderId).as('clientOrderId'), text(kind).as('kind'), json(data).as('data')]),
      ),
  );
}

function withOutbox(change: QueryCreator<ChangedOrder>, entry: OutboxEntry): QueryCreator<ChangedOrder> {
  const { userId, subject, version, payload } = outboxRow(entry);
  return change.with('outboxed', (part) =>
    part
      .insertInto('outbox')
      .columns(['userId', 'subject', 'version', 'payload'])
      .expression((eb) =>
        eb
          .selectFrom('changed')
          .select([
            uuid(userId).as('userId'),
            text(subject).as('subject'),
            sql<number>`${version}::smallint`.as('version'),
            json(payload).as('payload'),
          ]),
      ),
  );
}

function withAudit(change: QueryCreator<ChangedOrder>, entry: AuditEntry): QueryCreator<ChangedOrder> {
  const row = auditRow(entry);
  return change.with('audited', (part) =>
    part
      .insertInto('audit')
      .columns([
        'userId',
        'actor',
        'action',
        'target',
        'result',
        'data',
        'requestId',
        'credential',
        'address',
      ])
      .expression((eb) =>
        eb
          .selectFrom('changed')
          .select([
            uuid(row.userId).as('userId'),
            text(row.actor).as('actor'),
            text(row.action).as('action'),
            text(row.target).as('target'),
            text(row.result).as('result'),
            json(row.data).as('data'),
            text(row.requestId).as('requestId'),
            text(row.credential).as('credential'),
            text(row.address).as('address'),
          ]),
      ),
  );
}

// In a select the server cannot tell a parameter's type from the column that it is for.
const text = <T extends string | null>(value: T) => sql<T>`${value}::text`;
const uuid = <T extends string | null>(value: T) => sql<T>`${value}::uuid`;
const json = (value: string) => sql<string>`${value}::jsonb`;

/** Tells of a change that an earlier statement of the transaction has made. */
export async function tell(tx: Transaction<Database>, clientOrderId: string, story: Story): Promise<void> {
  const change = tx.with('changed', (part) =>
    part.selectFrom('orders').selectAll().where('clientOrderId', '=', clientOrderId),
  );
  await telling(change, story).selectFrom('changed').select('clientOrderId').execute();
}
