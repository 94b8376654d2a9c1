import { memoryOf } from '../../db/queries/cycles/proposal-memory.ts';
import { withinSize } from '../../domain/memory/past-proposal.ts';
import { fenced } from '../../domain/tools/fence.ts';
import type { ToolContext } from '../../domain/tools/tool.ts';
import type { QuestionDeps } from './keep-question.ts';

const PROPOSALS_MAX = 10;
const CHARS_MAX = 6_000;

/** What the strategy proposed earlier and what became of it, fenced for the dossier, with the hash to cite it by. */
export async function memoryFor(
  { db, evidence, now }: QuestionDeps,
  {
    userId,
    strategyId,
    cycleId,
    dataAsOf,
  }: Pick<ToolContext, 'userId' | 'strategyId' | 'cycleId' | 'dataAsOf'>,
  universe: readonly string[],
): Promise<{ readonly text: string; readonly evidence: Readonly<Record<string, string>> }> {
  const asked = { userId, strategyId, symbols: universe, asOf: dataAsOf, limit: PROPOSALS_MAX };
  const past = withinSize(await memoryOf(db, asked), CHARS_MAX);
  if (past.length === 0) return { text: '', evidence: {} };
  const [memory = ''] = await evidence.put(cycleId, [
    {
      kind: 'memory',
      value: past,
      source: 'alphaflow',
      request: `${past.length} earlier proposals`,
      fetchedAt: now().toISOString(),
      availableAt: dataAsOf,
    },
  ]);
  // A price of that day, under a name of its own: whoever reads it is not to take it for the newest.
  const lines = past.map(({ cycleId: _cycle, clientOrderId: _order, referencePrice: priceThen, ...one }) =>
    JSON.stringify({ ...one, priceThen }),
  );
  return { text: fenced('earlier proposals', lines.join('\n'), CHARS_MAX), evidence: { memory } };
}
