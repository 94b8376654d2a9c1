import type { Kysely } from 'kysely';
import { LRUCache } from 'lru-cache';
import { appendAudit } from '../db/queries/audit.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
import { appendOutbox } from '../db/queries/outbox.ts';
import { ownerIds } from '../db/queries/users.ts';
import type { Database } from '../db/schema.ts';
import type { Logger } from '../telemetry/log.ts';
import { createRedact, type Redact } from '../telemetry/redact.ts';
import type { AuditOrigin } from './audit-origin.ts';

/** What somebody was refused. */
export interface Refused extends AuditOrigin {
  /** Null where nobody is known to have asked. */
  readonly userId: string | null;
  readonly actor: string;
  readonly action: 'request.refused' | 'request.unauthenticated' | 'login.failed';
  readonly target: string;
  /** The problem's code. */
  readonly result: string;
}

export interface RefusalLog {
  /** Has it written to the audit log in a moment; never waits. */
  note(refused: Refused): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** One user's, or one address's, refusals of a minute. */
interface Count {
  readonly latest: Refused;
  refusals: number;
  readonly endsAtMs: number;
}

interface Burst {
  readonly refused: Refused;
  readonly refusals: number;
}

const WINDOW_MS = 60_000;
/** So many in a minute are no accident. */
export const BURST = 20;
/** Of one source in a minute; what is beyond is counted in one more entry when the minute is over. */
export const WRITTEN_MAX = 60;
const SOURCES_MAX = 10_000;
const QUEUE_MAX = 5_000;
const BATCH = 200;
const AGAIN_MS = 1_000;

/**
 * Writes what was refused to the audit log, beside the requests and by one connection, so that a flood of refusals
 * neither fills the log nor takes the pool. A burst of one user or address is told as `audit.burst`, once a minute: to
 * that user, or to the owners where nobody is known. Counts are those of this process.
 */
export function createRefusalLog(options: {
  readonly db: Kysely<Database>;
  readonly logger: Logger;
  readonly nowMs?: () => number;
  /** For the address that was asked for: people paste keys into it. */
  readonly redact?: Redact;
}): RefusalLog {
  const { db, logger, nowMs = Date.now, redact = createRedact() } = options;
  const entries: { readonly refused: Refused; readonly more: number }[] = [];
  const bursts: Burst[] = [];
  const counts = new LRUCache<string, Count>({ max: SOURCES_MAX, dispose: (count) => summarise(count) });
  let writing: Promise<void> | undefined;
  let again: NodeJS.Timeout | undefined;
  let sweep: NodeJS.Timeout | undefined;
  let dropped = 0;

  const enter = (refused: Refused, more: number) => {
    if (entries.length >= QUEUE_MAX) dropped += 1;
    else entries.push({ refused: { ...refused, target: redact(refused.target) }, more });
  };
  function summarise({ latest, refusals }: Count): void {
    if (refusals > WRITTEN_MAX) enter(latest, refusals - WRITTEN_MAX);
  }

  const write = async () => {
    while (entries.length + bursts.length > 0) {
      const batch = entries.slice(0, BATCH);
      const told = bursts.slice(0, BATCH);
      await inTransaction(db, async (tx) => {
        for (const { refused, more } of batch) {
          await appendAudit(tx, { ...refused, data: more === 0 ? {} : { more } });
        }
        const owners = told.some(({ refused }) => refused.userId === null) ? await ownerIds(tx) : [];
        for (const { refused, refusals } of told) {
          const { userId, actor, address, result: code, action } = refused;
          const payload = { actor, address, action, code, refusals, withinSeconds: WINDOW_MS / 1_000 };
          for (const id of userId === null ? owners : [userId]) {
            await appendOutbox(tx, { userId: id, noun: 'audit', verb: 'burst', payload });
          }
        }
      });
      entries.splice(0, batch.length);
      bursts.splice(0, told.length);
    }
  };
  const start = () => {
    if (writing !== undefined || again !== undefined) return;
    writing = write()
      .catch((error: unknown) => {
        logger.error({ err: error, waiting: entries.length, dropped }, 'refusals wait for the audit log');
        again = setTimeout(() => {
          again = undefined;
          start();
        }, AGAIN_MS).unref();
      })
      .finally(() => {
        writing = undefined;
      });
  };
  const endMinutes = (all: boolean) => {
    for (const [source, { endsAtMs }] of counts.entries())
      if (all || endsAtMs <= nowMs()) counts.delete(source);
    if (entries.length > 0) start();
  };

  return {
    note(refused) {
      const source = refused.userId ?? `address ${refused.address ?? 'unknown'}`;
      const open = counts.get(source);
      const isOver = open !== undefined && open.endsAtMs <= nowMs();
      if (isOver) counts.delete(source);
      const count = open === undefined || isOver ? { refusals: 0, endsAtMs: nowMs() + WINDOW_MS } : open;
      const refusals = count.refusals + 1;
      counts.set(source, { latest: refused, refusals, endsAtMs: count.endsAtMs }, { noDisposeOnSet: true });
      if (refusals <= WRITTEN_MAX) enter(refused, 0);
      if (refusals === BURST) bursts.push({ refused, refusals });
      sweep ??= setTimeout(() => {
        sweep = undefined;
        endMinutes(false);
      }, WINDOW_MS).unref();
      start();
    },
    async close() {
      clearTimeout(sweep);
      clearTimeout(again);
      again = undefined;
      await writing;
      endMinutes(true);
      start();
      await writing;
    },
  };
}
