import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import { noteList } from './note-list.ts';
import { described, LEDGER_WORK } from './policies.ts';

const { dropEvents } = proxyActivities<CycleActivities>(LEDGER_WORK);

/** Batches a run at most: what is left is done by the next one. */
const BATCHES_MAX = 200;

/** Deletes the events that were carried long ago, batch by batch; what was not carried stays. */
export async function eventRetention(): Promise<readonly string[]> {
  const notes: string[] = [];
  for (let batch = 1; batch <= BATCHES_MAX; batch += 1) {
    const { note, isFull } = await dropEvents.executeWithOptions(
      described(LEDGER_WORK, `Batch ${batch} of events whose time is over`),
      [],
    );
    notes.push(note);
    setCurrentDetails(noteList(notes));
    if (!isFull) break;
  }
  return notes;
}
