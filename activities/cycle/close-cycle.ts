import { finishCycle } from '../../db/queries/cycles/cycles.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { LedgerDeps } from '../deps.ts';

export interface CloseCycleInput {
  readonly cycleId: string;
  readonly status: 'completed' | 'refused';
  readonly outcome: string;
  readonly refusal?: Refusal;
  readonly steps: readonly { readonly name: string; readonly ms: number }[];
  readonly reconciliation?: { readonly id: string };
}

/** Writes what came of the cycle, with its event and audit entry; a second time changes nothing. */
export function closeCycleActivity({ db }: LedgerDeps) {
  return {
    async closeCycle(input: CloseCycleInput): Promise<void> {
      await finishCycle(db, {
        id: input.cycleId,
        status: input.status,
        outcome: input.outcome,
        refusal: input.refusal ?? null,
        steps: input.steps,
        reconciliationId: input.reconciliation?.id ?? null,
      });
    },
  };
}
