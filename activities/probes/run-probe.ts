import type { IntegrationPoint } from '../../domain/integrations/integration-point.ts';
import {
  NOTE_LENGTH_MAX,
  type ProbeOutcome,
  type ProbeResult,
} from '../../domain/integrations/probe-result.ts';
import { NotProbed, type Probe, type ProbeRun } from './probe.ts';

/** A point that is slow breaches its service level; one that says nothing for so long has failed. */
const PATIENCE = 2;
const WAIT_MS_MIN = 8_000;

/** Walks one point's path. What goes wrong is the result, never an error. */
export async function runProbe(
  point: IntegrationPoint,
  probe: Probe | undefined,
  run: Omit<ProbeRun, 'signal'>,
): Promise<ProbeResult> {
  if (point.notBuilt !== undefined || probe === undefined) {
    return { id: point.id, outcome: 'not-built', ms: 0, note: point.notBuilt ?? 'there is no probe' };
  }
  const waitMs = Math.max(WAIT_MS_MIN, point.level.withinMs * PATIENCE);
  const signal = AbortSignal.timeout(waitMs);
  const late = Promise.withResolvers<never>();
  const tooLate = () => late.reject(new Error(`nothing came within ${waitMs} ms`));
  signal.addEventListener('abort', tooLate, { once: true });
  const startedAt = performance.now();
  const ended = (outcome: ProbeOutcome, note: string): ProbeResult => ({
    id: point.id,
    outcome,
    ms: Math.round(performance.now() - startedAt),
    note: shown(note),
  });
  try {
    return ended('passed', await Promise.race([probe({ ...run, signal }), late.promise]));
  } catch (error) {
    return ended(error instanceof NotProbed ? 'skipped' : 'failed', reasonOf(error));
  } finally {
    signal.removeEventListener('abort', tooLate);
  }
}

/** The innermost cause says most: outer ones say which call it was. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : '';
  const isTold = cause === '' || error.message.includes(cause);
  return isTold ? error.message : `${error.message}: ${cause}`;
}

function shown(note: string): string {
  return note
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, NOTE_LENGTH_MAX);
}
