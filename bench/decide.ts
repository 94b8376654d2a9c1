import OpenAI from 'openai';
import type { Round } from '../activities/asking/model-gateway.ts';
import { createEvidenceStore } from '../activities/evidence-store.ts';
import { toResponsesRequest } from '../connectors/openai/responses-request.ts';
import { canonicalJson } from '../db/queries/evidence/evidence-hash.ts';
import { type ModelTarget, SANDBOX_ANALYST, targetName } from '../domain/llm/model-target.ts';
import { decimal, toDecimalString } from '../domain/money.ts';
import { type AskingDesk, openAskingDesk } from './asking-desk.ts';
import { FROZEN_DECISION } from './frozen-decision.ts';
import { median } from './median.ts';
import { type Stack, startStack } from './stack.ts';

const WARM_UPS = 5;

export interface DecideBench {
  /** One request to the sandbox's analyst: by the bare SDK, and through guard, ledger, budget and evidence. */
  readonly overhead: {
    readonly rounds: number;
    readonly medianMs: { readonly bare: number; readonly gateway: number };
    readonly overheadMs: number;
  };
  /** The same frozen inputs, decided again and again by one target. */
  readonly decisions: {
    readonly target: string;
    /** True: no language model was asked. */
    readonly simulated: boolean;
    readonly count: number;
    readonly answered: number;
    /** Share of the most frequent decision (symbols and actions) among those that answered. */
    readonly agreement: number;
    readonly formFaults: number;
    readonly medianLatencyMs: number;
    readonly costUsd: { readonly total: string; readonly each: string };
  };
}

/**
 * What the way to a model costs in time, and how alike a target decides.
 * @param target left out: the sandbox's analyst; else a real one, whose key is in the environment and which is paid for
 */
export async function benchDecide(options: {
  readonly rounds: number;
  readonly target: ModelTarget | undefined;
  readonly tell: (line: string) => void;
}): Promise<DecideBench> {
  const { rounds, target, tell } = options;
  tell('starting PostgreSQL, Temporal, NATS, the sandbox and the worker');
  const stack = await startStack();
  try {
    const desk = await openAskingDesk(stack, undefined);
    tell(`measuring the way: ${rounds} rounds, the bare SDK and the gateway in turn`);
    const overhead = await measureOverhead(stack, desk, rounds);
    const decider = target === undefined ? desk : await openAskingDesk(stack, target, 'more decisions');
    const name = target === undefined ? `openai:${SANDBOX_ANALYST}` : targetName(target);
    tell(`deciding ${rounds} times by ${name}`);
    return { overhead, decisions: await repeatDecision(stack, decider, name, rounds) };
  } finally {
    await stack.stop();
  }
}

async function measureOverhead(stack: Stack, desk: AskingDesk, rounds: number) {
  const client = new OpenAI({
    apiKey: 'sandbox',
    baseURL: `${stack.sandboxUrl}/openai/v1`,
    maxRetries: 0,
    logLevel: 'off',
  });
  const bare = () => client.responses.create(toResponsesRequest(SANDBOX_ANALYST, FROZEN_DECISION));
  for (let turn = 0; turn < WARM_UPS; turn += 1) {
    await bare();
    await desk.ask();
  }
  const took = { bare: [] as number[], gateway: [] as number[] };
  const time = async (into: number[], work: () => Promise<unknown>) => {
    const from = performance.now();
    await work();
    into.push(performance.now() - from);
  };
  for (let round = 0; round < rounds; round += 1) {
    const turns = [() => time(took.bare, bare), () => time(took.gateway, () => desk.ask())];
    // Each goes first in turn, so that none always runs on what the other left behind.
    for (const index of turns.keys()) await turns[(index + round) % turns.length]?.();
  }
  const medianMs = { bare: median(took.bare), gateway: median(took.gateway) };
  return { rounds, medianMs, overheadMs: medianMs.gateway - medianMs.bare };
}

async function repeatDecision(stack: Stack, desk: AskingDesk, target: string, count: number) {
  const evidence = createEvidenceStore(stack.db);
  const asked: Round[] = [];
  for (let turn = 0; turn < count; turn += 1) asked.push(await desk.ask());
  const rows = asked.flatMap((round) => ('standing' in round ? [round.standing] : []));
  const answers = await Promise.all(
    rows.flatMap(({ answer }) => (answer === null ? [] : [evidence.read('modelAnswer', answer)])),
  );
  const decided = answers.flatMap(({ outcome, output }) =>
    outcome === 'answered' ? [actionsOf(output)] : [],
  );
  const most = Math.max(
    0,
    ...[...new Set(decided)].map((one) => decided.filter((other) => other === one).length),
  );
  const calls = await stack.db
    .selectFrom('llmCalls')
    .select(['costUsd', 'latencyMs', 'outcome'])
    .where('callKey', 'in', desk.asked().slice(-count))
    .execute();
  const total = calls.reduce((sum, { costUsd }) => sum.plus(costUsd ?? '0'), decimal('0'));
  return {
    target,
    simulated: desk.simulated,
    count,
    answered: decided.length,
    agreement: decided.length === 0 ? 0 : most / decided.length,
    formFaults: calls.filter(({ outcome }) => outcome === 'malformed').length,
    medianLatencyMs: median(calls.flatMap(({ latencyMs }) => latencyMs ?? [])),
    costUsd: { total: toDecimalString(total), each: toDecimalString(total.dividedBy(count)) },
  };
}

/** What was decided, without the words. */
function actionsOf(output: unknown): string {
  const proposals =
    typeof output === 'object' && output !== null && 'proposals' in output ? output.proposals : [];
  const acts = Array.isArray(proposals)
    ? proposals.map((one: unknown) =>
        typeof one === 'object' && one !== null && 'symbol' in one && 'action' in one
          ? [one.symbol, one.action]
          : one,
      )
    : [];
  return acts.map(canonicalJson).sort().join();
}
