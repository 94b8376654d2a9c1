import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

/**
 * Every entry of the audit log is a link of its user's chain (`house` for what happened without a user): its hash is
 * of the entry and of the hash before it. The link is made when the transaction commits, by a deferred trigger, so
 * the lock that keeps a chain in one line is held for the commit alone, and no entry is ever without its link.
 * `db/audit-chain/entry-hash.ts` computes the same hashes without this database's help.
 */
const statements = [
  `alter table audit
    -- key:<id> or session:<id> with which it was asked for; null where no request did
    add column credential text,
    -- where the request came from
    add column address text`,

  `create table audit_chain (
    chain text not null,
    seq bigint not null constraint audit_chain_seq check (seq > 0),
    audit_id bigint not null references audit (id) on delete restrict,
    hash sha256_hex not null,
    primary key (chain, seq),
    constraint audit_chain_entry_once unique (audit_id)
  )`,

  `create function audit_field(value text) returns text language sql immutable as
    $$ select case when value is null then '-' else octet_length(value) || ':' || value end $$`,

  `create function audit_hash(before text, place bigint, entry audit) returns text language sql stable as $$
    select encode(sha256(convert_to(
      before || audit_field(place::text) || audit_field(entry.id::text) || audit_field(entry.user_id::text)
      || audit_field(entry.actor) || audit_field(entry.action) || audit_field(entry.target)
      || audit_field(entry.result) || audit_field(entry.data::text) || audit_field(entry.request_id)
      || audit_field(entry.credential) || audit_field(entry.address)
      || audit_field(to_char(entry.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), 'UTF8')), 'hex')
  $$`,

  `create function audit_link(entry audit) returns void language plpgsql as $$
  declare
    line constant text := coalesce(entry.user_id::text, 'house');
    last_seq bigint;
    last_hash text;
  begin
    perform pg_advisory_xact_lock(hashtextextended('audit:' || line, 0));
    select c.seq, c.hash into last_seq, last_hash from audit_chain c
      where c.chain = line order by c.seq desc limit 1;
    last_seq := coalesce(last_seq, 0) + 1;
    insert into audit_chain (chain, seq, audit_id, hash)
      values (line, last_seq, entry.id, audit_hash(coalesce(last_hash, repeat('0', 64)), last_seq, entry));
  end $$`,

  // What was written before there was a chain stands as it is, in the order of its ids.
  `do $$ declare entry audit; begin
    for entry in select * from audit order by id loop perform audit_link(entry); end loop;
  end $$`,

  `create function audit_link_entry() returns trigger language plpgsql as
    $$ begin perform audit_link(new); return null; end $$`,
  `create constraint trigger audit_is_chained after insert on audit
    deferrable initially deferred for each row execute function audit_link_entry()`,

  `create function audit_stands() returns trigger language plpgsql as
    $$ begin raise exception 'the audit log is only ever added to' using errcode = 'integrity_constraint_violation'; end $$`,
  ...['audit', 'audit_chain'].flatMap((table) => [
    `create trigger ${table}_stands before update or delete on ${table} for each row execute function audit_stands()`,
    `create trigger ${table}_stays before truncate on ${table} for each statement execute function audit_stands()`,
  ]),
];

export const auditChain: Migration = { up: (db) => runStatements(db, statements) };
