import { setTimeout as delay } from 'node:timers/promises';
import { type CycleBody, cycle, startedCycle } from '../../api/contract/cycles.ts';
import { LaunchError } from '../launch-error.ts';
import { formatMs, type Reporter } from '../reporter.ts';
import type { ApiClient } from './api-client.ts';

const POLL_MS = 100;
const CYCLE_WITHIN_MS = 120_000;

/** Runs one cycle through the API, shows each step as it ends, and gives the finished cycle. */
export async function runCycle(api: ApiClient, strategyId: string, reporter: Reporter): Promise<CycleBody> {
  const started = await api.call('POST', `/v1/strategies/${strategyId}/cycles`, startedCycle, {});
  const path = `/v1/cycles/${encodeURIComponent(started.cycleId)}`;
  const shown = new Set<string>();
  const deadline = Date.now() + CYCLE_WITHIN_MS;
  for (;;) {
    const current = await api.call('GET', path, cycle);
    for (const step of current.steps) {
      if (step.state !== 'done' || shown.has(step.name)) continue;
      shown.add(step.name);
      reporter.line(
        `  ${step.name.padEnd(12)} ${formatMs(step.ms ?? 0).padStart(7)}  ${step.note ?? ''}`.trimEnd(),
      );
    }
    if (current.status !== 'running') return current;
    if (Date.now() > deadline) {
      throw new LaunchError(`the cycle ${started.cycleId} still runs after ${CYCLE_WITHIN_MS / 1_000} s`);
    }
    await delay(POLL_MS);
  }
}
