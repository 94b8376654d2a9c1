import type { Kysely } from 'kysely';
import { LRUCache } from 'lru-cache';
import { appendAudit } from '../db/queries/audit/audit.ts';
import { appendOutbox } from '../db/queries/events/outbox.ts';
import { ownerIds } from '../db/queries/identity/users.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
import { countRefusals } from '../db/queries/sources/refusal-counts.ts';
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

/** What one source was refused in a minute of this process and is not counted yet. */
interface Tally {
  readonly source: string;
  readonly atMs: number;
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
 * that user, or to the owners where nobody is known. Bursts are counted over all processes, entries by each.
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
  const tallies = new Map<string, Tally>();
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
    while (entries.length + tallies.size > 0) {
      const batch = entries.slice(0, BATCH);
      // In one order, so that two processes never wait for each other.
      const counted = [...tallies].toSorted(([one], [other]) => (one < other ? -1 : 1)).slice(0, BATCH);
      await inTransaction(db, async (tx) => {
        for (const { refused, more } of batch) {
          await appendAudit(tx, { ...refused, data: more === 0 ? {} : { more } });
        }
        for (const [, { source, refused, refusals, atMs }] of counted) {
          const total = await countRefusals(tx, { source, refusals, nowMs: atMs, windowMs: WINDOW_MS });
          if (total >= BURST && total - refusals < BURST) await tellBurst(tx, refused);
        }
      });
      entries.splice(0, batch.length);
      for (const [name, { refusals }] of counted) {
        const tally = tallies.get(name);
        if (tally === undefined || tally.refusals === refusals) tallies.delete(name);
        else tallies.set(name, { ...tally, refusals: tally.refusals - refusals });
      }
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
      const name = `${source} ${String(count.endsAtMs).padStart(16, '0')}`;
      const uncounted = tallies.get(name)?.refusals ?? 0;
      tallies.set(name, { source, refused, refusals: uncounted + 1, atMs: nowMs() });
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

/** To the user, or to the owners where nobody is known. */
async function tellBurst(tx: Kysely<Database>, refused: Refused): Promise<void> {
  const { userId, actor, address, result: code, action } = refused;
  const payload = { actor, address, action, code, refusals: BURST, withinSeconds: WINDOW_MS / 1_000 };
  for (const id of userId === null ? await ownerIds(tx) : [userId]) {
    await appendOutbox(tx, { userId: id, type: 'audit.burst', payload });
  }
}
