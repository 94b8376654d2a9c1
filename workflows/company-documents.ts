import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ResearchActivities } from '../activities/reference/research-activities.ts';
import { noteList } from './note-list.ts';
import { described, READ_DOCUMENTS } from './policies.ts';

const { readDueDocuments } = proxyActivities<ResearchActivities>(READ_DOCUMENTS);

/** Batches a run at most: some 1,000 companies. What is left is done by the next run. */
const BATCHES_MAX = 25;

/** Reads the filings and figures that somebody asks for before they are too old, so that no cycle waits for them. */
export async function companyDocuments(): Promise<readonly string[]> {
  const notes: string[] = [];
  for (let batch = 1; batch <= BATCHES_MAX; batch += 1) {
    const { note, isFull } = await readDueDocuments.executeWithOptions(
      described(READ_DOCUMENTS, `Batch ${batch} of what is wanted and due`),
      [],
    );
    notes.push(note);
    setCurrentDetails(noteList(notes));
    if (!isFull) break;
  }
  return notes;
}
