import { z } from 'zod';
import { schedule } from '../api/contract/schedules.ts';
import { type StrategyBody, strategy, strategyPage } from '../api/contract/strategies.ts';
import { type ApiClient, ApiProblem } from './api-client.ts';

const NAME = 'Demo momentum';
const INTERVAL_SECONDS = 300;
const PARAMETERS = { lookback: 5, topN: 2, targetWeight: '0.2', rebalanceBand: '0.001' };

/** The demo strategy of an account, trading these symbols on a schedule; made at the first start. */
export async function ensureDemoStrategy(
  api: ApiClient,
  accountId: string,
  universe: readonly string[],
): Promise<StrategyBody> {
  const demo = (await findDemo(api, accountId)) ?? (await createDemo(api, accountId, universe));
  const current =
    demo.universe.join() === universe.join()
      ? demo
      : await api.call('PATCH', `/v1/strategies/${demo.id}`, strategy, { universe });
  await ensureSchedule(api, demo.id);
  return current;
}

async function findDemo(api: ApiClient, accountId: string): Promise<StrategyBody | undefined> {
  const isDemo = (one: StrategyBody) => one.accountId === accountId && one.name.startsWith(NAME);
  let cursor = '';
  for (;;) {
    const page = await api.call('GET', `/v1/strategies?limit=200${cursor}`, strategyPage);
    const found = page.items.find(isDemo);
    if (found !== undefined || page.nextCursor === null) return found;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** Names are unique for a user; a second account's demo carries the beginning of that account's id. */
async function createDemo(
  api: ApiClient,
  accountId: string,
  universe: readonly string[],
): Promise<StrategyBody> {
  const body = {
    kind: 'momentum',
    accountId,
    universe,
    intervalSeconds: INTERVAL_SECONDS,
    parameters: PARAMETERS,
  };
  return api.call('POST', '/v1/strategies', strategy, { ...body, name: `${NAME} ${accountId.slice(0, 8)}` });
}

/** A schedule that is there is left as the user set it, paused or not. */
async function ensureSchedule(api: ApiClient, strategyId: string): Promise<void> {
  const path = `/v1/strategies/${strategyId}/schedule`;
  try {
    await api.call('GET', path, z.unknown());
  } catch (error) {
    if (!(error instanceof ApiProblem && error.status === 404)) throw error;
    await api.call('PUT', path, schedule, { intervalSeconds: INTERVAL_SECONDS, paused: false });
  }
}
