import type { Kysely } from 'kysely';
import {
  type EvidenceItem,
  keepEvidence,
  linkKnownEvidence,
  readEvidence,
} from '../db/queries/evidence/evidence.ts';
import { canonicalJson, sha256Hex } from '../db/queries/evidence/evidence-hash.ts';
import type { Database } from '../db/schema.ts';
import type { EvidenceKind, EvidenceValues } from '../domain/evidence.ts';
import type { Timestamp } from '../domain/market.ts';
import { isOfKind, isSealed, type Sealed } from '../domain/sealed-evidence.ts';
import { type CountCopies, keepCopies } from './kept-copies.ts';

export type EvidenceContent = {
  [K in EvidenceKind]: { readonly kind: K; readonly value: EvidenceValues[K] };
}[EvidenceKind];

export interface EvidenceOrigin {
  readonly source: string;
  readonly request: string;
  readonly fetchedAt: Timestamp;
  readonly availableAt: Timestamp;
}

export type NewEvidence = EvidenceContent & EvidenceOrigin;

/**
 * What cycles stand on, by the hash of kind and content. Content never changes under a hash, so a copy in the
 * process is always valid: the next step usually runs where the last one did and finds it there.
 */
export interface EvidenceStore {
  /**
   * Stores values and links them to the cycle under their kind; gives their hashes in order. Without a cycle they are
   * kept until their time is over.
   */
  put(cycleId: string | undefined, items: readonly NewEvidence[]): Promise<readonly string[]>;
  /** @throws when the hash is not there or names another kind: evidence is never made up. */
  read<K extends EvidenceKind>(kind: K, hash: string): Promise<EvidenceValues[K]>;
}

const NONE: ReadonlySet<string> = new Set();
const CACHED_BYTES_MAX = 64 * 1024 * 1024;

export function createEvidenceStore(db: Kysely<Database>, count?: CountCopies): EvidenceStore {
  const cache = keepCopies<Sealed>(
    { source: 'alphaflow', name: 'evidence', bound: { bytesMax: CACHED_BYTES_MAX } },
    count,
  );

  const load = async (hash: string): Promise<Sealed> => {
    const cached = cache.get(hash);
    if (cached !== undefined) return cached;
    const found = (await readEvidence(db, [hash])).get(hash);
    if (!isSealed(found)) throw new Error(`no evidence under ${hash}`);
    cache.set(hash, found, { bytes: canonicalJson(found).length });
    return found;
  };

  return {
    async put(cycleId, items) {
      const rows = items.map((item) => ({ ...sealEvidence(item), sealed: sealedOf(item) }));
      const isKnown = rows.every(({ hash }) => cache.has(hash));
      const linked = isKnown && cycleId !== undefined ? await linkKnownEvidence(db, cycleId, rows) : NONE;
      const others = rows.filter(({ hash }) => !linked.has(hash));
      await keepEvidence(db, cycleId, others);
      for (const { hash, sealed, body } of rows) cache.set(hash, sealed, { bytes: body.length });
      return rows.map(({ hash }) => hash);
    },

    async read(kind, hash) {
      const sealed = await load(hash);
      if (!isOfKind(sealed, kind)) throw new Error(`evidence ${hash} is ${sealed.kind}, not ${kind}`);
      return sealed.value;
    },
  };
}

/** An item as it is stored: its canonical JSON, and the hash of kind and content. */
export function sealEvidence(item: NewEvidence): EvidenceItem {
  const { source, request, fetchedAt, availableAt, kind } = item;
  const body = canonicalJson(sealedOf(item));
  return { hash: sha256Hex(body), kind, source, request, fetchedAt, availableAt, body };
}

function sealedOf({ kind, value }: EvidenceContent): Sealed {
  return { kind, value };
}
