import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import { noteList } from './note-list.ts';
import { described, LEDGER_WORK } from './policies.ts';

const { removeExpiredSessions } = proxyActivities<CycleActivities>(LEDGER_WORK);

/** Batches a run at most: what is left is done by the next one. */
const BATCHES_MAX = 200;

/** Removes the sessions that are over, and what else of identity counts no more, batch by batch. */
export async function sessionCleanup(): Promise<readonly string[]> {
  const notes: string[] = [];
  for (let batch = 1; batch <= BATCHES_MAX; batch += 1) {
    const { note, isFull } = await removeExpiredSessions.executeWithOptions(
      described(LEDGER_WORK, `Batch ${batch} of sessions and the like that are over`),
      [],
    );
    notes.push(note);
    setCurrentDetails(noteList(notes));
    if (!isFull) break;
  }
  return notes;
}
