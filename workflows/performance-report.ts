import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import { noteList } from './note-list.ts';
import { described, LEDGER_WORK } from './policies.ts';

const { strategiesToReport, reportPerformance } = proxyActivities<CycleActivities>(LEDGER_WORK);

/** Writes down how each strategy did to this day: return, Sharpe, Sortino, drawdown, hit rate, turnover. */
export async function performanceReport(): Promise<readonly string[]> {
  const notes: string[] = [];
  const strategies = await strategiesToReport.executeWithOptions(
    described(LEDGER_WORK, 'Which strategies have traded'),
    [],
  );
  for (const { id, name } of strategies) {
    const { note } = await reportPerformance.executeWithOptions(described(LEDGER_WORK, `How ${name} did`), [
      { strategyId: id },
    ]);
    notes.push(`${name}: ${note}`);
    setCurrentDetails(noteList(notes));
  }
  return notes;
}
