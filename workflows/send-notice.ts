import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { ChannelTrial, NoticeActivities, TrialOutcome } from '../activities/alerting/send-notice.ts';
import { described, LEDGER_WORK, LOOK_AT_REFERENCE, NOTICE } from './policies.ts';

const { sendNotice: send, giveUpNotice } = proxyActivities<NoticeActivities>(NOTICE);
const { tryChannel: tryOnce } = proxyActivities<NoticeActivities>(LOOK_AT_REFERENCE);

/** Sends one notice of an alert to one channel, again and again for some hours while the channel does not take it. */
export async function sendNotice(input: { readonly noticeId: string }): Promise<'sent' | 'failed'> {
  try {
    await send.executeWithOptions(described(NOTICE, `Notice ${input.noticeId}`), [input]);
    return 'sent';
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const policy = { ...LEDGER_WORK, taskQueue: NOTICE.taskQueue };
    await giveUpNotice.executeWithOptions(described(policy, 'Give the notice up'), [input]);
    return 'failed';
  }
}

/** Sends a test message to a channel, once. */
export async function tryChannel(trial: ChannelTrial): Promise<TrialOutcome> {
  const summary = `A test message by ${trial.channel.kind}`;
  return await tryOnce.executeWithOptions(described(LOOK_AT_REFERENCE, summary), [trial]);
}
