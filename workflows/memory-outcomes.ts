import { ActivityFailure, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type {
  MeasuredProposals,
  MeasureProposalsInput,
  MemoryActivities,
} from '../activities/memory/measure-proposals.ts';
import { noteList } from './note-list.ts';
import { described, REFERENCE_READ } from './policies.ts';

const { accountsToMeasure, measureProposals } = proxyActivities<MemoryActivities>(REFERENCE_READ);

/** Batches of one account a run at most: what is left is done by the next one. */
const BATCHES_MAX = 100;

/** Writes down what became of every account's proposals, for later decisions to remember. */
export async function memoryOutcomes(): Promise<readonly string[]> {
  const notes: string[] = [];
  const whose = described(REFERENCE_READ, 'Whose proposals there are');
  for (const accountId of await accountsToMeasure.executeWithOptions(whose, [])) {
    let input: MeasureProposalsInput = { accountId };
    for (let batch = 1; batch <= BATCHES_MAX; batch += 1) {
      const { note, upTo } = await measuredOrUnread(input, batch);
      notes.push(`${accountId}: ${note}`);
      setCurrentDetails(noteList(notes));
      if (upTo === undefined) break;
      input = { accountId, after: upTo };
    }
  }
  return notes;
}

/** A source that cannot be read leaves this account for the next run, and the others go on. */
async function measuredOrUnread(input: MeasureProposalsInput, batch: number): Promise<MeasuredProposals> {
  const policy = described(REFERENCE_READ, `What became of proposals of ${input.accountId}, batch ${batch}`);
  try {
    return await measureProposals.executeWithOptions(policy, [input]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return { note: 'could not be read, and is left for the next run' };
  }
}
