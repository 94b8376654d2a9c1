import type { LatchRow } from '../../db/schema.ts';
import { LATCH_REASONS } from '../../domain/risk/latch.ts';
import type { LatchBody } from '../contract/latches.ts';

export function latchView({ code, facts, since, reconciliationId }: LatchRow): LatchBody {
  return { code, message: LATCH_REASONS[code], facts, since: since.toISOString(), reconciliationId };
}
