import type { AnalystInput } from '../../domain/deciding/generate-decision.ts';
import type { AccountReading, CycleDefinition } from '../../domain/evidence.ts';
import type { CycleViews } from '../cycle/cycle-views.ts';
import type { DecideInput } from '../cycle/decide.ts';
import type { EvidenceStore } from '../evidence-store.ts';

/** What an analyst decides upon, read from the evidence of its cycle. */
export async function analystInput(
  { evidence, cycleViews }: { readonly evidence: EvidenceStore; readonly cycleViews: CycleViews },
  known: DecideInput,
): Promise<{
  readonly input: AnalystInput;
  readonly definition: CycleDefinition;
  readonly reading: AccountReading;
}> {
  const [views, definition, reading, features] = await Promise.all([
    cycleViews(known),
    evidence.read('definition', known.definition),
    evidence.read('account', known.account),
    evidence.read('features', known.features),
  ]);
  const { strategy } = definition;
  if (strategy.kind !== 'analyst') throw new Error(`${strategy.kind} is no analyst`);
  const input: AnalystInput = {
    parameters: strategy.parameters,
    equity: reading.account.equity,
    positions: Object.fromEntries(reading.positions.map(({ symbol, qty }) => [symbol, qty])),
    openOrderQty: reading.openOrderQty,
    views,
    features,
  };
  return { input, definition, reading };
}
