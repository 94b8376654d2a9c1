import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';

const NOW = '2026-11-20T16:00:00Z';
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ now: NOW, speed: 0 });
});
afterEach(() => sandbox.control.clearTexts());
afterAll(() => sandbox.stop());

const headers = { 'APCA-API-KEY-ID': 'a', 'APCA-API-SECRET-KEY': 'b', authorization: 'Bearer any' };
const read = async (path: string, body?: unknown): Promise<string> => {
  const answer = await fetch(`${sandbox.url}${path}`, {
    headers: {
      ...headers,
      'x-api-key': 'any',
      'content-type': 'application/json',
      'user-agent': 'a b@c.de',
      'anthropic-version': '2023-06-01',
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return `${answer.status} ${await answer.text()}`;
};
const openAi = () => read('/openai/v1/responses', { model: 'sandbox-analyst', input: 'Decide on AAPL.' });
const anthropic = () =>
  read('/anthropic/v1/messages', {
    model: 'sandbox-analyst',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Decide on AAPL.' }],
  });

describe('what a control plants', () => {
  it('is published as an article of this moment, for who asks about its symbols', async () => {
    await sandbox.control.publish({ symbols: ['AAPL'], headline: 'Planted', summary: 'words' });
    expect(await read('/v1beta1/news?symbols=AAPL&limit=1')).toContain('"headline":"Planted"');
    expect(await read('/v1beta1/news?symbols=MSFT&limit=1')).not.toContain('Planted');
    await sandbox.control.clearTexts();
    expect(await read('/v1beta1/news?symbols=AAPL&limit=1')).not.toContain('Planted');
  });

  it('is said by whichever language model is asked next, once', async () => {
    await sandbox.control.say([{ text: 'planted words' }, { calls: [{ name: 'order', input: { qty: 1 } }] }]);
    expect(await openAi()).toContain('"text":"planted words"');
    expect(await anthropic()).toMatch(/"type":"tool_use","id":"[^"]+","name":"order","input":{"qty":1}/);
    expect(await openAi()).toContain('sandbox-analyst, a plain rule');
  });

  it.each([
    ['PUT', '/texts/filings/NOPE', { html: 'x' }],
    ['PUT', '/texts/filings/AAPL', { html: 1 }],
    ['POST', '/texts/news', { symbols: 'AAPL', headline: 'x' }],
    ['POST', '/texts/news', { symbols: ['AAPL'] }],
    ['POST', '/texts/answers', []],
    ['POST', '/texts/answers', [{ text: 'x' }, { words: 'y' }]],
  ])('is refused where it is not of the form: %s %s %j', async (method, path, body) => {
    const answer = await fetch(`${sandbox.url}/_sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
  });
});
