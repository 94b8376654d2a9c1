import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { sha256Hex } from './evidence-hash.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

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
}

/**
 * Stores evidence under the hash of its content; what is there already is left alone and costs one look-up.
 * @throws when a hash is not that of its body.
 */
export async function putEvidence(db: Kysely<Database>, items: readonly EvidenceItem[]): Promise<void> {
  if (items.length === 0) return;
  const hashes = items.map((item) => item.hash);
  const stored = await db.selectFrom('evidence').select('hash').where('hash', 'in', hashes).execute();
  const known = new Set(stored.map((row) => row.hash));
  for (const item of items) {
    if (known.has(item.hash)) continue;
    known.add(item.hash);
    if (sha256Hex(item.body) !== item.hash)
      throw new Error(`evidence ${item.hash} is not the hash of its body`);
    const { hash, kind, source, request, fetchedAt, availableAt } = item;
    const bytes = Buffer.byteLength(item.body);
    const body = await compress(item.body);
    await db
      .insertInto('evidence')
      .values({ hash, kind, source, request, fetchedAt, availableAt, bytes, body })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute();
  }
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
    rows.map(async ({ hash, body }): Promise<readonly [string, unknown]> => {
      const text = (await decompress(body)).toString('utf8');
      if (sha256Hex(text) !== hash) throw new Error(`evidence ${hash} has been altered`);
      return [hash, JSON.parse(text)];
    }),
  );
  return new Map(parsed);
}

/** Notes what a cycle used each piece of evidence for; the same link twice is one. */
export async function linkEvidence(
  db: Kysely<Database>,
  cycleId: string,
  links: readonly { readonly hash: string; readonly role: string }[],
): Promise<void> {
  if (links.length === 0) return;
  await db
    .insertInto('cycleEvidence')
    .values(links.map(({ hash, role }) => ({ cycleId, hash, role })))
    .onConflict((conflict) => conflict.columns(['cycleId', 'role', 'hash']).doNothing())
    .execute();
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
    .select(['cycleEvidence.hash', 'role', 'kind', 'source', 'request', 'fetchedAt', 'availableAt', 'bytes'])
    .where('cycles.id', '=', cycleId)
    .where('cycles.userId', '=', userId)
    .orderBy('role')
    .orderBy('cycleEvidence.hash')
    .execute();
}
