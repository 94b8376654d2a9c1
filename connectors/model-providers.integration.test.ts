import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ModelMessage, ModelRequest } from '../domain/llm/model-request.ts';
import type { ModelProvider } from '../domain/llm/model-target.ts';
import type { OutageKind } from '../domain/outage.ts';
import type { LanguageModel, ModelReply } from '../domain/ports/language-model.ts';
import { freePort } from '../launcher/stack/free-port.ts';
import { type RunningSandbox, startSandbox } from '../tests/support/sandbox.ts';
import type { InjectedFault } from '../tests/support/sandbox-control.ts';
import { createAnthropic } from './anthropic/language-model.ts';
import { createOpenAi } from './openai/language-model.ts';

let sandbox: RunningSandbox;
let models: Readonly<Record<ModelProvider, LanguageModel>>;
beforeAll(async () => {
  sandbox = await startSandbox();
  models = {
    openai: createOpenAi({ apiKey: 'any', baseUrl: `${sandbox.url}/openai/v1` }),
    anthropic: createAnthropic({ apiKey: 'any', baseUrl: `${sandbox.url}/anthropic` }),
  };
});
afterEach(() => sandbox.control.clearFaults());
afterAll(() => sandbox.stop());

const PROVIDERS: readonly ModelProvider[] = ['openai', 'anthropic'];
const object = (properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const request: ModelRequest = {
  system: 'Decide on the symbols of the universe.',
  messages: [{ role: 'user', text: 'The universe: AAPL, MSFT.' }],
  tools: [
    { name: 'bars', description: 'Daily bars.', parameters: object({ symbol: { type: 'string' } }) },
    { name: 'news', description: 'News.', parameters: object({ symbols: { type: 'array' } }) },
  ],
  output: {
    name: 'decision',
    schema: object({
      proposals: {
        type: 'array',
        items: object({
          symbol: { type: 'string', maxLength: 10 },
          action: { type: 'string', enum: ['buy', 'hold'] },
          confidence: { type: 'number', minimum: 0, maximum: 1 },
          evidence: { type: 'array', items: { type: 'string' } },
        }),
      },
    }),
  },
  maxOutputTokens: 2_000,
};
const ask = (provider: ModelProvider, asked = request, timeoutMs = 5_000) =>
  models[provider].ask('any-model', asked, { timeoutMs });

/** Answers every call of a tool until the model answers itself. */
async function converse(provider: ModelProvider): Promise<{ last: ModelReply; called: string[] }> {
  const messages: ModelMessage[] = [...request.messages];
  const called: string[] = [];
  for (;;) {
    const reply = await ask(provider, { ...request, messages });
    if (reply.toolCalls.length === 0) return { last: reply, called };
    const toolCalls = reply.toolCalls.map((call) => {
      const input: Record<string, unknown> = JSON.parse(call.arguments);
      called.push(`${call.name} ${call.arguments}`);
      return { ...call, arguments: input };
    });
    messages.push({ role: 'assistant', text: reply.text, toolCalls });
    for (const { callId, name, arguments: input } of toolCalls) {
      const symbol = typeof input['symbol'] === 'string' ? input['symbol'] : 'none';
      const closes = symbol === 'AAPL' ? ['100', '104'] : ['100', '99'];
      const text = JSON.stringify({ symbol, bars: closes.map((close) => ({ close })), hash: 'a'.repeat(64) });
      messages.push({ role: 'tool', callId, name, text });
    }
  }
}

describe.each(PROVIDERS)('%s by its official SDK against the sandbox', (provider) => {
  it('calls the tools it is offered and then answers by the form, as no language model', async () => {
    const { last, called } = await converse(provider);
    expect(called).toEqual([
      'bars {"symbol":"AAPL"}',
      'bars {"symbol":"MSFT"}',
      'news {"symbols":["AAPL","MSFT"]}',
    ]);
    expect(last).toMatchObject({ model: 'sandbox-analyst', end: 'complete' });
    expect(JSON.parse(last.text)).toEqual({
      proposals: [
        { symbol: 'AAPL', action: 'buy', confidence: 0.6, evidence: ['a'.repeat(64)] },
        { symbol: 'MSFT', action: 'hold', confidence: 0.6, evidence: ['a'.repeat(64)] },
      ],
    });
    expect(last.usage.cachedInputTokens).toBeGreaterThan(0);
    expect(last.usage.outputTokens).toBeGreaterThan(10);
  });

  it('gives the same answer to the same request, ids and tokens included', async () => {
    expect(await ask(provider)).toEqual(await ask(provider));
  });

  it('counts each input token once, cached or not', async () => {
    const text = 'x'.repeat(40_000);
    const short = (await ask(provider)).usage;
    const long = (await ask(provider, { ...request, messages: [{ role: 'user', text }] })).usage;
    const all = (usage: typeof short) => usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
    expect(all(long) - all(short)).toBeGreaterThan(9_900);
    expect(all(long) - all(short)).toBeLessThan(10_100);
  });

  it.each<[string, Omit<InjectedFault, 'system'>, OutageKind]>([
    ['500', { effect: 'status', status: 500 }, 'server-error'],
    ['529', { effect: 'status', status: 529 }, 'server-error'],
    ['429', { effect: 'status', status: 429 }, 'rate-limited'],
    ['401', { effect: 'status', status: 401 }, 'unauthorized'],
    ['400', { effect: 'status', status: 400 }, 'refused'],
    ['504', { effect: 'status', status: 504 }, 'timeout'],
    ['nothing left to spend', { effect: 'out-of-quota' }, 'out-of-quota'],
    ['a reset', { effect: 'reset' }, 'network'],
    ['an answer that is lost', { effect: 'accept-then-drop' }, 'network'],
    ['half of the JSON', { effect: 'malformed' }, 'malformed'],
  ])('tells %s as an outage after one request', async (_name, fault, kind) => {
    await sandbox.control.resetRequests();
    await sandbox.control.fault({ system: provider, ...fault });
    await expect(ask(provider)).rejects.toMatchObject({ name: 'SourceOutage', source: provider, kind });
    const { requests } = await sandbox.control.requests();
    expect(requests.filter(({ system }) => system === provider).map(({ count }) => count)).toEqual([1]);
  });

  it('is cut at the time-out, whether the answer hangs or is late', async () => {
    for (const fault of [{ effect: 'hang' }, { effect: 'delay', ms: 5_000 }] as const) {
      await sandbox.control.clearFaults();
      await sandbox.control.fault({ system: provider, ...fault });
      await expect(ask(provider, request, 200)).rejects.toMatchObject({ kind: 'timeout' });
    }
  });

  it('ends when the caller stops, with the caller’s reason', async () => {
    await sandbox.control.fault({ system: provider, effect: 'hang' });
    const stop = new AbortController();
    const asking = models[provider].ask('m', request, { timeoutMs: 5_000, signal: stop.signal });
    stop.abort(new Error('the worker stops'));
    await expect(asking).rejects.toThrow('the worker stops');
  });

  it('tells a refusal and a cut-off answer as what they are', async () => {
    await sandbox.control.fault({ system: provider, effect: 'refusal', times: 1 });
    expect(await ask(provider)).toMatchObject({ end: 'refused', toolCalls: [] });
    await sandbox.control.fault({ system: provider, effect: 'cut-off', times: 1 });
    expect(await ask(provider)).toMatchObject({ end: 'cut-off', toolCalls: [] });
  });
});

describe('a provider', () => {
  it('that nobody listens for was provably sent nothing', async () => {
    const gone = createOpenAi({ apiKey: 'any', baseUrl: `http://127.0.0.1:${await freePort()}/v1` });
    const asking = gone.ask('m', request, { timeoutMs: 2_000 });
    await expect(asking).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('is asked where it was said to be, whatever the environment says', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      OPENAI_BASE_URL: 'http://127.0.0.1:9',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
      ANTHROPIC_AUTH_TOKEN: 'other',
      OPENAI_ORG_ID: 'other',
    });
    try {
      const openai = createOpenAi({ apiKey: 'any', baseUrl: `${sandbox.url}/openai/v1` });
      const anthropic = createAnthropic({ apiKey: 'any', baseUrl: `${sandbox.url}/anthropic` });
      for (const model of [openai, anthropic]) {
        expect(await model.ask('m', request, { timeoutMs: 5_000 })).toMatchObject({ end: 'complete' });
      }
    } finally {
      process.env = before;
    }
  });
});
