import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle-activities.ts';
import { ALERTS, described } from './policies.ts';

const { evaluateUserAlerts } = proxyActivities<CycleActivities>(ALERTS);

export interface EvaluateAlertsInput {
  /** Absent: every user. */
  readonly userId?: string;
}

/** Judges every rule of one user, or of all, by what is so at this moment. */
export async function evaluateAlerts(input: EvaluateAlertsInput): Promise<string> {
  const whose = input.userId === undefined ? 'every user' : 'one user, after an event';
  const { note } = await evaluateUserAlerts.executeWithOptions(described(ALERTS, `Rules of ${whose}`), [
    input,
  ]);
  setCurrentDetails(note);
  return note;
}
