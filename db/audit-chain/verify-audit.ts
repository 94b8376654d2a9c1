import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { type AuditLink, auditChains, linksOf, unchainedEntries } from './audit-links.ts';
import { entryHash, NO_LINK } from './entry-hash.ts';

/** A chain's head as it was told to somebody outside the database. */
export interface AuditAnchor {
  readonly chain: string;
  readonly seq: string;
  readonly hash: string;
  /** Who keeps it: `file` or `nats`. */
  readonly keptBy: string;
}

export type AuditFault =
  | 'entry-altered'
  | 'entry-deleted'
  | 'entry-unchained'
  | 'link-missing'
  | 'shorter-than-anchor'
  | 'differs-from-anchor';

export interface AuditFinding {
  readonly fault: AuditFault;
  readonly chain: string;
  /** The place in the chain; null for an entry in none. */
  readonly seq: string | null;
  readonly auditId: string | null;
  readonly detail: string;
}

export interface AuditReport {
  readonly chains: number;
  readonly entries: number;
  readonly anchors: number;
  readonly findings: readonly AuditFinding[];
}

/**
 * Reads the whole audit log and computes every link anew. An entry that was altered, deleted, added past the chain or
 * put elsewhere breaks its link; a chain that was cut off or written anew contradicts the anchors kept outside.
 */
export async function verifyAudit(
  db: Kysely<Database>,
  anchors: readonly AuditAnchor[],
): Promise<AuditReport> {
  const findings: AuditFinding[] = [];
  let entries = 0;
  const names = new Set([...(await auditChains(db)), ...anchors.map(({ chain }) => chain)]);
  for (const chain of names) {
    const held = new Map<string, string>();
    const wanted = anchors.filter((anchor) => anchor.chain === chain);
    const places = new Set(wanted.map(({ seq }) => seq));
    let before: AuditLink | undefined;
    for await (const link of linksOf(db, chain)) {
      findings.push(...faultsOf(link, before));
      if (places.has(link.seq)) held.set(link.seq, link.hash);
      entries += 1;
      before = link;
    }
    for (const anchor of wanted) findings.push(...contradictionOf(anchor, held.get(anchor.seq)));
  }
  for (const auditId of await unchainedEntries(db)) {
    const detail = `entry ${auditId} is in the log, but not in its chain`;
    findings.push({ fault: 'entry-unchained', chain: 'none', seq: null, auditId, detail });
  }
  return { chains: names.size, entries, anchors: anchors.length, findings };
}

function faultsOf(link: AuditLink, before: AuditLink | undefined): readonly AuditFinding[] {
  const { chain, seq, auditId, entry } = link;
  const at = { chain, seq, auditId };
  const expected = String(BigInt(before?.seq ?? 0) + 1n);
  const missing: AuditFinding[] =
    seq === expected
      ? []
      : [{ ...at, fault: 'link-missing', detail: `links ${expected} to ${BigInt(seq) - 1n} are missing` }];
  if (entry === null) {
    return [...missing, { ...at, fault: 'entry-deleted', detail: `entry ${auditId} is gone` }];
  }
  if (entryHash(before?.hash ?? NO_LINK, seq, entry) === link.hash) return missing;
  const detail = `entry ${auditId} or its link is not what was written`;
  return [...missing, { ...at, fault: 'entry-altered', detail }];
}

function contradictionOf(anchor: AuditAnchor, held: string | undefined): readonly AuditFinding[] {
  const { chain, seq, hash, keptBy } = anchor;
  if (held === hash) return [];
  const at = { chain, seq, auditId: null };
  return held === undefined
    ? [{ ...at, fault: 'shorter-than-anchor', detail: `link ${seq}, anchored by ${keptBy}, is gone` }]
    : [{ ...at, fault: 'differs-from-anchor', detail: `link ${seq} is not the one anchored by ${keptBy}` }];
}
