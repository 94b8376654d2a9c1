import { continueAsNew, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { StreamActivities } from '../activities/streaming/stream-activities.ts';
import type { FollowTradeUpdatesInput } from './messages.ts';
import { described, STREAM } from './policies.ts';

const { streamTradeUpdates } = proxyActivities<StreamActivities>(STREAM);

/**
 * Keeps one account's trade-update stream open for ever: an activity that heartbeats, so that another worker takes
 * the stream over when this one dies, and a new run each hour, so that the history stays small.
 */
export async function followTradeUpdates(input: FollowTradeUpdatesInput): Promise<void> {
  setCurrentDetails('Booking every fill of this account as the broker tells of it.');
  await streamTradeUpdates.executeWithOptions(described(STREAM, 'Follow the broker’s trade updates'), [
    input,
  ]);
  await continueAsNew<typeof followTradeUpdates>(input);
}
