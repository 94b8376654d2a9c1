import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type AuditAnchors, readAuditAnchors, writeAuditAnchors } from '../config/audit-anchors.ts';
import { auditAnchorSubject } from '../connectors/nats/audit-anchors.ts';
import { type AuditHead, auditHeads, auditLinkAt } from '../db/queries/audit/audit-heads.ts';
import type { Database } from '../db/schema.ts';
import type { EventBus } from '../domain/ports/event-bus.ts';
import type { Logger } from '../telemetry/log.ts';

const EVERY_MS = 1_000;
/** The stream forgets after a week: each head is told again before that. */
const TELL_AGAIN_MS = 24 * 3_600_000;

/**
 * Keeps the heads of the audit log's chains outside the database, a second after they move, until `signal` aborts: in
 * a file of the local state folder and on the event bus. A head that no longer stands on what was anchored before is
 * an error in the log, and the anchor stays as it was.
 */
export async function anchorAudit(options: {
  readonly db: Kysely<Database>;
  /** The database's name. */
  readonly database: string;
  readonly home: string;
  readonly openBus: () => Promise<EventBus>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { db, database, home, logger, signal } = options;
  const kept: Record<string, AuditAnchors[string]> = {};
  const told = new Map<string, { readonly seq: string; readonly atMs: number }>();
  const broken = new Set<string>();
  let bus: EventBus | undefined;
  let failing = false;
  let isRead = false;

  const anchor = async (head: AuditHead) => {
    const { chain, seq, hash } = head;
    const before = kept[chain];
    if (before !== undefined && (await auditLinkAt(db, chain, before.seq)) !== before.hash) {
      if (!broken.has(chain)) logger.error({ chain, seq: before.seq }, 'the audit log was tampered with');
      broken.add(chain);
      return;
    }
    broken.delete(chain);
    if (before?.hash !== hash) {
      kept[chain] = { seq, hash, at: new Date().toISOString() };
      writeAuditAnchors(home, database, kept);
    }
    const last = told.get(chain);
    if (last?.seq === seq && performance.now() - last.atMs < TELL_AGAIN_MS) return;
    bus ??= await options.openBus();
    const subject = auditAnchorSubject(database, chain);
    const id = `audit-anchor:${database}:${chain}:${seq}:${new Date().toISOString().slice(0, 10)}`;
    const at = new Date().toISOString();
    const payload = { database, chain, seq, hash };
    await bus.publish({ id, subject, type: 'audit.anchored', version: 1, at, payload });
    told.set(chain, { seq, atMs: performance.now() });
  };

  while (!signal.aborted) {
    try {
      if (!isRead) Object.assign(kept, readAuditAnchors(home, database));
      isRead = true;
      const heads = await auditHeads(db);
      const gone = Object.keys(kept).filter((chain) => heads.every((head) => head.chain !== chain));
      for (const chain of gone.filter((one) => !broken.has(one))) {
        logger.error({ chain }, 'the audit log was tampered with: a chain is gone');
        broken.add(chain);
      }
      for (const head of heads) await anchor(head);
      if (failing) logger.info('the audit log is anchored again');
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ err: error }, 'the audit log could not be anchored');
      failing = true;
    }
    await setTimeout(EVERY_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  await bus?.close();
}
