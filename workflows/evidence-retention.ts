import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import { noteList } from './note-list.ts';
import { described, LEDGER_WORK } from './policies.ts';

const { dropEvidence } = proxyActivities<CycleActivities>(LEDGER_WORK);

/** Batches a run at most: what is left is done by the next one. */
const BATCHES_MAX = 200;

/** Drops the evidence whose time is over, batch by batch; what a trade stands on stays. */
export async function evidenceRetention(): Promise<readonly string[]> {
  const notes: string[] = [];
  for (let batch = 1; batch <= BATCHES_MAX; batch += 1) {
    const { note, isFull } = await dropEvidence.executeWithOptions(
      described(LEDGER_WORK, `Batch ${batch} of what is older than its time`),
      [],
    );
    notes.push(note);
    setCurrentDetails(noteList(notes));
    if (!isFull) break;
  }
  return notes;
}
