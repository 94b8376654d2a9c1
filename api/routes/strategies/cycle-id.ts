import type { CycleRow } from '../../../db/schema.ts';

export interface CycleIdParts {
  readonly strategyId: string;
  readonly asOf: string;
  readonly trigger: CycleRow['trigger'];
}

const ID = /^cycle:([0-9a-f-]{36}):(-?)(\d{4}-.{1,40})$/;

/**
 * What a cycle's id says: its strategy, its moment, and whether a Schedule started it (Temporal then puts a dash
 * before the scheduled time). Undefined for text that is no cycle's id.
 */
export function parseCycleId(id: string): CycleIdParts | undefined {
  const [, strategyId, dash, moment] = ID.exec(id) ?? [];
  if (strategyId === undefined || moment === undefined) return undefined;
  const asOf = new Date(moment);
  if (Number.isNaN(asOf.getTime())) return undefined;
  return { strategyId, asOf: asOf.toISOString(), trigger: dash === '-' ? 'schedule' : 'api' };
}
