import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ParentClosePolicy,
  patched,
  proxyActivities,
  setCurrentDetails,
  startChild,
} from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import { noticeWorkflowId } from '../domain/alerts/notice.ts';
import { markdownLine } from '../domain/shown-text.ts';
import { NOTE_CHARS_MAX } from './note-list.ts';
import { ALERTS, described } from './policies.ts';
import { sendNotice } from './send-notice.ts';

const { evaluateUserAlerts } = proxyActivities<CycleActivities>(ALERTS);

export interface EvaluateAlertsInput {
  /** Absent: every user. */
  readonly userId?: string;
}

/** Judges every rule of one user, or of all, by what is so at this moment, and has notices sent that are due. */
export async function evaluateAlerts(input: EvaluateAlertsInput): Promise<string> {
  const whose = input.userId === undefined ? 'every user' : 'one user, after an event';
  const { note, due } = await evaluateUserAlerts.executeWithOptions(described(ALERTS, `Rules of ${whose}`), [
    input,
  ]);
  setCurrentDetails(markdownLine(note, NOTE_CHARS_MAX));
  // A run that began before notices were sent is replayed without them.
  if (patched('notices')) for (const noticeId of due) await sendInItsOwnTime(noticeId);
  return note;
}

/** One that is on its way already is left to it. */
async function sendInItsOwnTime(noticeId: string): Promise<void> {
  try {
    await startChild(sendNotice, {
      workflowId: noticeWorkflowId(noticeId),
      args: [{ noticeId }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `Notice ${noticeId} of an alert`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
