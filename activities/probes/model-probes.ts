import { randomUUID } from 'node:crypto';
import { canonicalJson, sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import { openSpendingDay } from '../../db/queries/models/llm-spending.ts';
import { researchDay, reserveResearch, settleResearch } from '../../db/queries/models/research-days.ts';
import { insertProbeTree } from '../../db/queries/probes/probe-rows.ts';
import { rolledBack } from '../../db/queries/probes/rolled-back.ts';
import { priceOf } from '../../domain/llm/model-prices.ts';
import type { ModelRequest } from '../../domain/llm/model-request.ts';
import { MODEL_PROVIDERS, MODEL_USES, SANDBOX_ANALYST, targetName } from '../../domain/llm/model-target.ts';
import { decimal } from '../../domain/money.ts';
import { askRound } from '../asking/model-gateway.ts';
import { NotProbed, type ProbeRun, type Probes, see } from './probe.ts';

const QUESTION: ModelRequest = {
  system: 'Answer by the form.',
  messages: [{ role: 'user', text: 'Is this line open?' }],
  tools: [],
  output: {
    name: 'line',
    schema: {
      type: 'object',
      properties: { note: { type: 'string' } },
      required: ['note'],
      additionalProperties: false,
    },
  },
  maxOutputTokens: 100,
};
const TIMEOUT_MS = 5_000;

function simulatedOnly({ deps }: ProbeRun): void {
  if (!deps.asking.terms.simulated) throw new NotProbed('a real provider would have to be paid');
}

export const modelProbes: Probes = {
  'ai.gateway': ({ deps: { asking } }) => {
    const { targets, missing } = asking.terms;
    if (missing !== undefined) return Promise.reject(new NotProbed(missing));
    const names = MODEL_USES.flatMap((use) => {
      see(targets[use].length > 0, `nobody can be asked to ${use}`);
      return targets[use].map((target) => {
        see(priceOf(target) !== undefined, `${targetName(target)} has no price`);
        see(asking.models[target.provider] !== undefined, `there is no key for ${target.provider}`);
        return targetName(target);
      });
    });
    return Promise.resolve([...new Set(names)].join(', '));
  },
  'ai.fallback': async (run) => {
    simulatedOnly(run);
    const { models } = run.deps.asking;
    const answers = MODEL_PROVIDERS.map(async (provider) => {
      const options = { timeoutMs: TIMEOUT_MS, signal: run.signal };
      const reply = await models[provider]?.ask(SANDBOX_ANALYST, QUESTION, options);
      see(reply?.end === 'complete', `${provider} did not answer`);
      return `${provider} as ${reply?.model ?? ''}`;
    });
    return (await Promise.all(answers)).join(', ');
  },
  'ai.budget': ({ deps }) =>
    rolledBack(deps.db, async (tx) => {
      const day = '1970-01-01';
      const usd = '0.5';
      const first = await reserveResearch(tx, { day, usd, usdPerDay: '0.9' });
      const second = await reserveResearch(tx, { day, usd, usdPerDay: '0.9' });
      await settleResearch(tx, { day, usd, costUsd: '0.25', failed: false });
      const { reserved, spent, refused } = await researchDay(tx, day);
      see(first && !second && refused === 1, 'the day’s budget did not hold');
      see(decimal(reserved).isZero() && decimal(spent).eq('0.25'), `held ${reserved}, spent ${spent}`);
      return 'held back, settled, refused';
    }),
  'ai.cache-statistics': (run) => {
    simulatedOnly(run);
    const { asking, db } = run.deps;
    return rolledBack(db, async (tx) => {
      const { user, strategy, cycle } = await insertProbeTree(tx, `probe-${randomUUID()}`);
      const day = run.deps.now().toISOString().slice(0, 10);
      // Made by the first question of a day, by way of an error that would end this transaction.
      await openSpendingDay(tx, { userId: user.id, strategyId: strategy.id, day });
      const input = {
        use: 'decide',
        userId: user.id,
        strategyId: strategy.id,
        cycleId: cycle.id,
        request: sha256Hex(canonicalJson(QUESTION)),
        mayReuse: true,
        whenSpent: 'cheaper-model',
      } as const;
      const ask = async (attempt: string) => {
        const callKey = `probe:${cycle.id}:${attempt}`;
        const round = await askRound({ ...asking, db: tx }, { ...input, callKey }, QUESTION, run.signal);
        return 'standing' in round ? round.standing : undefined;
      };
      const [first, again] = [await ask('first'), await ask('again')];
      see(first?.status === 'answered', 'the first question has no answer');
      see(again?.status === 'reused' && decimal(again.costUsd ?? '1').isZero(), 'the second was paid for');
      return 'asked once, served twice';
    });
  },
};
