import type { Pool } from 'pg';
import type { Logger } from '../telemetry/log.ts';
import { statementLabel } from './statement-label.ts';

/** Connections of one process. */
export interface PoolFigures {
  readonly max: number;
  /** Open ones. */
  readonly size: number;
  readonly idle: number;
  /** Callers that wait for one. */
  readonly waiting: number;
}

/** What is done with the time of each statement. */
export type HearQuery = (label: string, ms: number, isSlow: boolean) => void;

/** Looks on at a process's pool: who waits for it, and how long each statement takes. */
export interface DatabaseWatch {
  /** Called by `createDatabase`. */
  readonly attach: (pool: Pool) => void;
  readonly observe: (text: string, ms: number) => void;
  /** All zero before there is a pool. */
  readonly pool: () => PoolFigures;
  /** Tells `hear` of every statement from here on. */
  readonly listen: (hear: HearQuery) => void;
}

/** A person waits for it. */
const SLOW_MS = 250;
const LABELS_MAX = 2_000;
const LOGGED_SQL_MAX = 2_000;
/** A slow statement is explained once in so long. */
const EXPLAIN_EVERY_MS = 60_000;
/** `begin`, `commit` and the like wait for disks, not for plans. */
const PLANNED = /^\s*(select|insert|update|delete|with)\b/i;

/**
 * Names statements by `statementLabel`, and logs those over 250 ms with the plan that PostgreSQL makes for them: of the
 * statement with its placeholders, never with values, and without running it.
 */
export function createDatabaseWatch(options: {
  readonly logger: Pick<Logger, 'warn'>;
  readonly slowMs?: number;
}): DatabaseWatch {
  const { logger, slowMs = SLOW_MS } = options;
  const labels = new Map<string, string>();
  const explainedAt = new Map<string, number>();
  const listeners: HearQuery[] = [];
  let pool: Pool | undefined;

  const labelOf = (text: string): string => {
    const known = labels.get(text);
    if (known !== undefined) return known;
    const label = statementLabel(text);
    if (labels.size < LABELS_MAX) labels.set(text, label);
    return label;
  };
  const planOf = async (text: string): Promise<readonly string[]> => {
    // Who waits for a connection goes first.
    if (pool === undefined || pool.waitingCount > 0) return ['not asked for: the pool is busy'];
    try {
      const { rows } = await pool.query<Record<string, unknown>>(`explain (generic_plan) ${text}`);
      return rows.map((row) => String(row['QUERY PLAN']));
    } catch (error) {
      return [`not to be had: ${error instanceof Error ? error.message : String(error)}`];
    }
  };
  const tellSlow = async (query: string, text: string, ms: number) => {
    const now = performance.now();
    const last = explainedAt.get(query);
    if (last !== undefined && now - last < EXPLAIN_EVERY_MS) return;
    explainedAt.set(query, now);
    const plan = PLANNED.test(text) ? await planOf(text) : [];
    logger.warn({ query, ms: Math.round(ms), sql: text.slice(0, LOGGED_SQL_MAX), plan }, 'a slow query');
  };

  return {
    attach: (attached) => {
      pool = attached;
    },
    observe: (text, ms) => {
      const label = labelOf(text);
      const isSlow = ms >= slowMs;
      for (const hear of listeners) hear(label, ms, isSlow);
      if (isSlow) void tellSlow(label, text, ms);
    },
    pool: () => ({
      max: pool?.options.max ?? 0,
      size: pool?.totalCount ?? 0,
      idle: pool?.idleCount ?? 0,
      waiting: pool?.waitingCount ?? 0,
    }),
    listen: (hear) => {
      listeners.push(hear);
    },
  };
}
