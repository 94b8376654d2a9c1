import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import { markdownLine } from '../domain/shown-text.ts';
import { NOTE_CHARS_MAX } from './note-list.ts';
import { BROKER_READ, described } from './policies.ts';

const { refreshMarketCalendar } = proxyActivities<CycleActivities>(BROKER_READ);

/** Keeps the broker's calendar, half days and holidays included, for who must know whether there is a session. */
export async function marketCalendar(): Promise<string> {
  const { note } = await refreshMarketCalendar.executeWithOptions(
    described(BROKER_READ, 'The broker’s calendar for a year'),
    [],
  );
  setCurrentDetails(markdownLine(note, NOTE_CHARS_MAX));
  return note;
}
