import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';
import { sha256Hex } from './evidence-hash.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Bars shrink to a fifth at the fastest level already. */
const FAST = { level: constants.Z_BEST_SPEED };

const ABOUT = [
  'cycleEvidence.hash',
  'cycleEvidence.role',
  'cycleEvidence.source',
  'cycleEvidence.request',
  'cycleEvidence.fetchedAt',
  'cycleEvidence.availableAt',
  'evidence.kind',
  'evidence.bytes',
  'evidence.bodyDroppedAt',
] as const;

export interface EvidenceItem {
  /** `sha256Hex(body)`. */
  readonly hash: string;
  readonly kind: string;
  readonly source: string;
  readonly request: string;
  readonly fetchedAt: Date | string;
  readonly availableAt: Date | string;
  /** The canonical JSON. */
  readonly body: string;
}

export interface EvidenceOfCycle {
  readonly hash: string;
  readonly role: string;
  readonly kind: string;
  readonly source: string;
  readonly request: string;
  readonly fetchedAt: Date;
  readonly availableAt: Date;
  readonly bytes: number;
  /** The body's time was over, and it is gone; what it was stays known by its hash. */
  readonly bodyDroppedAt: Date | null;
}

/**
 * Stores evidence under the hash of its content and notes what the cycle used it for, and when it was fetched for it,
 * in one statement. What is there already is left alone, a body that had been dropped is put back, and the same link
 * twice is one. Without a cycle nothing stands on it, and it goes when its time is over.
 * @throws when a hash is not that of its body.
 */
export async function keepEvidence(
  db: Kysely<Database>,
  cycleId: string | undefined,
  items: readonly EvidenceItem[],
): Promise<void> {
  if (items.length === 0) return;
  if (cycleId === undefined) await keeping(await rowsOf(items))(db).execute();
  else await (await withEvidence(db, cycleId, items)).selectNoFrom(sql`1`.as('done')).execute();
}

/** The beginning of a statement that keeps evidence of a cycle together with what else it does. */
export async function withEvidence(db: Kysely<Database>, cycleId: string, items: readonly EvidenceItem[]) {
  const rows = await rowsOf(items);
  const links = items.map(({ hash, kind, source, request, fetchedAt, availableAt }) => {
    return { cycleId, hash, role: kind, source, request, fetchedAt, availableAt };
  });
  return db.with('kept', keeping(rows)).with('linked', (creator) =>
    creator
      .insertInto('cycleEvidence')
      .values(links)
      .onConflict((conflict) => conflict.columns(['cycleId', 'role', 'hash']).doNothing()),
  );
}

function keeping(rows: Awaited<ReturnType<typeof rowsOf>>) {
  return (creator: Pick<Kysely<Database>, 'insertInto'>) =>
    creator
      .insertInto('evidence')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('hash')
          .doUpdateSet({ body: sql<Buffer>`excluded.body`, bodyDroppedAt: null })
          .where('evidence.body', 'is', null),
      );
}

/** In one order for all: rows that are there already are locked for a moment. */
async function rowsOf(items: readonly EvidenceItem[]) {
  const rows = await Promise.all(items.map(toRow));
  return [...new Map(rows.map((row) => [row.hash, row])).values()].sort((one, other) =>
    one.hash < other.hash ? -1 : 1,
  );
}

/**
 * Notes what the cycle used of evidence that is stored already, without sending its bodies again; gives the hashes of
 * those that are. What is being dropped at this moment is not among them.
 */
export async function linkKnownEvidence(
  db: Kysely<Database>,
  cycleId: string,
  items: readonly EvidenceItem[],
): Promise<ReadonlySet<string>> {
  const column = <K extends keyof EvidenceItem>(name: K) => items.map((item) => item[name]);
  const { rows } = await sql<{ readonly hash: string }>`
    with given as (
      select * from unnest(${column('hash')}::text[], ${column('kind')}::text[], ${column('source')}::text[],
        ${column('request')}::text[], ${column('fetchedAt')}::timestamptz[], ${column('availableAt')}::timestamptz[])
        as given (hash, kind, source, request, fetched_at, available_at)
    ), known as (
      select hash from evidence where hash in (select hash from given) and body is not null for share
    ), linked as (
      insert into cycle_evidence (cycle_id, hash, role, source, request, fetched_at, available_at)
      select ${cycleId}, hash, kind, source, request, fetched_at, available_at
      from given where hash in (select hash from known)
      on conflict (cycle_id, role, hash) do nothing
    )
    select hash from known`.execute(db);
  return new Set(rows.map(({ hash }) => hash));
}

async function toRow({ hash, kind, source, request, fetchedAt, availableAt, body }: EvidenceItem) {
  if (sha256Hex(body) !== hash) throw new Error(`evidence ${hash} is not the hash of its body`);
  const bytes = Buffer.byteLength(body);
  return { hash, kind, source, request, fetchedAt, availableAt, bytes, body: await compress(body, FAST) };
}

/**
 * The parsed JSON under each hash; a hash that is not stored is absent.
 * @throws when what is stored no longer has its hash.
 */
export async function readEvidence(
  db: Kysely<Database>,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  if (hashes.length === 0) return new Map();
  const rows = await db.selectFrom('evidence').select(['hash', 'body']).where('hash', 'in', hashes).execute();
  const parsed = await Promise.all(
    rows.map(async ({ hash, body }): Promise<readonly (readonly [string, unknown])[]> => {
      return body === null ? [] : [[hash, JSON.parse(await canonicalText(hash, body))]];
    }),
  );
  return new Map(parsed.flat());
}

async function canonicalText(hash: string, body: Buffer): Promise<string> {
  const text = (await decompress(body)).toString('utf8');
  if (sha256Hex(text) !== hash) throw new Error(`evidence ${hash} has been altered`);
  return text;
}

/** What is known of a piece of evidence that one of the user's cycles stands on, and its newest such use. */
export async function evidenceOfUser(
  db: Kysely<Database>,
  userId: string,
  hash: string,
): Promise<EvidenceOfCycle | undefined> {
  return await db
    .selectFrom('cycleEvidence')
    .innerJoin('cycles', 'cycles.id', 'cycleEvidence.cycleId')
    .innerJoin('evidence', 'evidence.hash', 'cycleEvidence.hash')
    .select(ABOUT)
    .where('cycleEvidence.hash', '=', hash)
    .where('cycles.userId', '=', userId)
    .orderBy('cycleEvidence.fetchedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The canonical JSON under a hash, for whoever has been shown to stand on it; undefined when it is gone. */
export async function evidenceText(db: Kysely<Database>, hash: string): Promise<string | undefined> {
  const row = await db.selectFrom('evidence').select('body').where('hash', '=', hash).executeTakeFirst();
  const body = row?.body ?? undefined;
  return body && (await canonicalText(hash, body));
}

/** What the user's cycle stood on, without the bodies. */
export async function evidenceOfCycle(
  db: Kysely<Database>,
  userId: string,
  cycleId: string,
): Promise<readonly EvidenceOfCycle[]> {
  return await db
    .selectFrom('cycles')
    .innerJoin('cycleEvidence', 'cycleEvidence.cycleId', 'cycles.id')
    .innerJoin('evidence', 'evidence.hash', 'cycleEvidence.hash')
    .select(ABOUT)
    .where('cycles.id', '=', cycleId)
    .where('cycles.userId', '=', userId)
    .orderBy('role')
    .orderBy('cycleEvidence.hash')
    .execute();
}
