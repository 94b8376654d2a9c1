import { randomUUID } from 'node:crypto';
import type { AskingDeps, AskingTerms } from '../../activities/asking/asking-deps.ts';
import { askRound, type Round } from '../../activities/asking/model-gateway.ts';
import { createEvidenceStore } from '../../activities/evidence-store.ts';
import { createAnthropic } from '../../connectors/anthropic/language-model.ts';
import { createOpenAi } from '../../connectors/openai/language-model.ts';
import { attemptsOf } from '../../db/queries/models/llm-calls.ts';
import type { AskModelInput } from '../../domain/llm/asking.ts';
import type { ModelRequest } from '../../domain/llm/model-request.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { aCycle, anAccount, aStrategy } from './rows.ts';
import { type RunningSandbox, startSandbox } from './sandbox.ts';

/** What is asked at the desk. */
export const QUESTION: ModelRequest = {
  system: 'Decide on the universe.',
  messages: [{ role: 'user', text: 'The universe: AAPL.' }],
  tools: [],
  output: {
    name: 'decision',
    schema: {
      type: 'object',
      properties: { action: { type: 'string', enum: ['buy', 'hold'] }, note: { type: 'string' } },
      required: ['action', 'note'],
      additionalProperties: false,
    },
  },
  maxOutputTokens: 500,
};
const TARGETS = [
  { provider: 'openai', model: 'sandbox-analyst' },
  { provider: 'anthropic', model: 'sandbox-analyst' },
] as const;

/** The gateway over a database and a sandbox of its own, OpenAI first and then Anthropic. */
export interface QuestionDesk {
  readonly database: TestDatabase;
  readonly sandbox: RunningSandbox;
  depsWith(terms?: Partial<AskingTerms>): AskingDeps;
  /** A question of a strategy and cycle of its own. */
  aQuestion(changes?: Partial<AskModelInput>): Promise<AskModelInput>;
  ask(question: AskModelInput, deps?: AskingDeps): Promise<Round>;
  /** Provider, status and outcome of each request of a question. */
  attempts(question: AskModelInput): Promise<readonly (readonly [string, string, string | null])[]>;
  /** Requests that a provider of the sandbox has seen since they were last counted from zero. */
  requestsTo(provider: string): Promise<number>;
  close(): Promise<void>;
}

export async function openQuestionDesk(): Promise<QuestionDesk> {
  const [sandbox, database] = await Promise.all([startSandbox(), createTestDatabase()]);
  const { db } = database;
  const evidence = createEvidenceStore(db);
  const { signal } = new AbortController();
  const depsWith = (terms: Partial<AskingTerms> = {}): AskingDeps => ({
    db,
    now: () => new Date(),
    models: {
      openai: createOpenAi({ apiKey: 'any', baseUrl: `${sandbox.url}/openai/v1` }),
      anthropic: createAnthropic({ apiKey: 'any', baseUrl: `${sandbox.url}/anthropic` }),
    },
    terms: {
      targets: { decide: TARGETS, criticise: TARGETS },
      simulated: true,
      usdPerDay: '5',
      strategyUsdPerDay: '5',
      timeoutMs: 10_000,
      ...terms,
    },
  });
  return {
    database,
    sandbox,
    depsWith,
    async aQuestion(changes = {}) {
      const strategy = await aStrategy(db, await anAccount(db));
      const cycle = await aCycle(db, strategy);
      const at = '2026-11-20T15:00:00.000Z';
      const origin = { source: 'test', request: 'test', fetchedAt: at, availableAt: at };
      const [hash = ''] = await evidence.put(cycle.id, [
        { kind: 'modelRequest', value: QUESTION, ...origin },
      ]);
      return {
        callKey: `decision:${randomUUID()}:1`,
        use: 'decide',
        userId: strategy.userId,
        strategyId: strategy.id,
        cycleId: cycle.id,
        request: hash,
        mayReuse: false,
        whenSpent: 'cheaper-model',
        ...changes,
      };
    },
    ask: (question, deps = depsWith()) => askRound(deps, question, QUESTION, signal),
    async attempts({ callKey }) {
      const rows = await attemptsOf(db, callKey);
      return rows.map(({ provider, status, outcome }) => [provider, status, outcome] as const);
    },
    async requestsTo(provider) {
      const { requests } = await sandbox.control.requests();
      return requests.filter(({ system }) => system === provider).reduce((sum, { count }) => sum + count, 0);
    },
    async close() {
      await sandbox.stop();
      await database.drop();
    },
  };
}
