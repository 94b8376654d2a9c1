import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { sha256Hex } from './evidence-hash.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Bars shrink to a fifth at the fastest level already. */
const FAST = { level: constants.Z_BEST_SPEED };

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
 * Stores evidence under the hash of its content and notes what the cycle used it for, in one statement. What is there
 * already is left alone, and the same link twice is one.
 * @throws when a hash is not that of its body.
 */
export async function keepEvidence(
  db: Kysely<Database>,
  cycleId: string,
  items: readonly EvidenceItem[],
): Promise<void> {
  if (items.length === 0) return;
  const rows = await Promise.all(items.map(toRow));
  await db
    .with('kept', (kept) =>
      kept
        .insertInto('evidence')
        .values(rows)
        .onConflict((conflict) => conflict.column('hash').doNothing()),
    )
    .insertInto('cycleEvidence')
    .values(items.map(({ hash, kind }) => ({ cycleId, hash, role: kind })))
    .onConflict((conflict) => conflict.columns(['cycleId', 'role', 'hash']).doNothing())
    .execute();
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
    rows.map(async ({ hash, body }): Promise<readonly [string, unknown]> => {
      const text = (await decompress(body)).toString('utf8');
      if (sha256Hex(text) !== hash) throw new Error(`evidence ${hash} has been altered`);
      return [hash, JSON.parse(text)];
    }),
  );
  return new Map(parsed);
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
