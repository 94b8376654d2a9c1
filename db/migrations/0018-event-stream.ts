import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `alter table outbox add column stream_seq bigint constraint outbox_stream_seq_unique unique`,
  `update outbox set stream_seq = numbered.n
    from (select id, row_number() over (order by id) as n from outbox where published_at is not null) numbered
    where outbox.id = numbered.id`,
  `alter table outbox add constraint outbox_published check ((published_at is null) = (stream_seq is null))`,
  // one row: whoever holds its lock carries events
  `create table event_stream (
    only_one boolean primary key default true constraint event_stream_one check (only_one),
    installation uuid not null default gen_random_uuid()
  )`,
  `insert into event_stream default values`,
];

/**
 * The place of each event in the stream, so that the stream can be built again as it was, and the name of this
 * installation, whose stream it is.
 */
export const eventStream: Migration = { up: (db) => runStatements(db, statements) };
