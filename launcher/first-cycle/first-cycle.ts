import { setTimeout as delay } from 'node:timers/promises';
import type { CycleBody } from '../../api/contract/cycles.ts';
import type { Reporter } from '../reporter.ts';
import { enterNextSession, enterOpenSession } from '../stack/sandbox-session.ts';
import type { ApiClient } from './api-client.ts';
import { cycleLines } from './cycle-result.ts';
import { ensureDemos } from './demo-strategies.ts';
import { runCycle } from './follow-cycle.ts';

/** A portfolio that is at its targets trades again when the market has moved: usually after one session. */
const SESSIONS_MAX = 10;
const TRIES_BEHIND_SCHEDULE = 20;
const BEHIND_SCHEDULE_MS = 3_000;
const AT_TARGETS: ReadonlySet<string> = new Set([
  'AT_TARGET',
  'UNDER_ONE_SHARE',
  'INSIDE_BAND',
  'MODEL_HOLDS',
]);

export interface FirstCycleInputs {
  readonly api: ApiClient;
  readonly accountId: string;
  readonly symbols: readonly string[];
  /** What a second demo strategy trades beside them. */
  readonly others: readonly string[];
  /** The sandbox whose clock is ours to move, and the account's key there; undefined for a real broker. */
  readonly sandbox: { readonly url: string; readonly keyId: string } | undefined;
  readonly reporter: Reporter;
}

/** Makes sure of the demo strategies and runs the first of them, in the sandbox until it finds something to trade. */
export async function runFirstCycle(inputs: FirstCycleInputs): Promise<CycleBody> {
  const { api, sandbox, reporter } = inputs;
  const openedAt = sandbox === undefined ? undefined : await enterOpenSession(sandbox.url, sandbox.keyId);
  if (openedAt !== undefined) reporter.line(`The sandbox's clock moved to ${openedAt}, inside a session`);
  const strategy = await ensureDemos(api, inputs.accountId, inputs, reporter);
  for (let session = 1; ; session += 1) {
    reporter.line(`\nCycle of "${strategy.name}" on ${strategy.universe.join(', ')}`);
    const cycle = await runAlone(api, strategy.id, reporter);
    for (const line of cycleLines(cycle)) reporter.line(line);
    if (sandbox === undefined || !isAtTargets(cycle) || session === SESSIONS_MAX) return cycle;
    const now = await enterNextSession(sandbox.url, sandbox.keyId);
    reporter.line(`The portfolio is at its targets: the sandbox's clock moved to its next session, ${now}`);
  }
}

/** The strategy's schedule may have begun a cycle a moment before: then once more, when that one has ended. */
async function runAlone(api: ApiClient, strategyId: string, reporter: Reporter): Promise<CycleBody> {
  for (let tries = 1; ; tries += 1) {
    const cycle = await runCycle(api, strategyId, reporter);
    if (cycle.outcome !== 'CYCLE_RUNNING' || tries === TRIES_BEHIND_SCHEDULE) return cycle;
    reporter.line('  A scheduled cycle of it is still running: once more when that has ended');
    await delay(BEHIND_SCHEDULE_MS);
  }
}

function isAtTargets(cycle: CycleBody): boolean {
  const quiet = cycle.status === 'completed' && cycle.decisions.length === 0;
  return quiet && cycle.abstentions.some(({ code }) => AT_TARGETS.has(code));
}
