import { afterEach, describe, expect, test } from 'vitest';
import { patienceMs, type ScriptedReply, startScriptedServer } from '../http/scripted-server.ts';
import { SOURCE_FAILURES } from '../http/source-failures.ts';
import { createValyu } from './research-search.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function valyuAt(reply: ScriptedReply, timeoutMs = patienceMs()) {
  const server = await startScriptedServer(() => reply);
  closers.push(async () => await server.close());
  return { valyu: createValyu({ baseUrl: `${server.url}/v1`, apiKey: 'a-key', timeoutMs }), server };
}

const ANSWER = {
  success: true,
  error: null,
  tx_id: 'tx_1',
  query: 'q',
  results: [
    {
      id: 'x',
      title: 'A paper',
      url: 'https://example.com/a',
      content: 'Words.',
      source: 'web',
      price: 0.0015,
      publication_date: '2026-06-15T10:00:00Z',
    },
    { title: 'Rows', url: 'https://example.com/b', content: [{ close: 1 }], source: 'a/b' },
  ],
  results_by_source: { web: 1, proprietary: 1 },
  total_deduction_dollars: 0.0075,
  total_characters: 45230,
};
const question = { question: 'Who supplies Apple?', findingsMax: 5, asOf: '2026-07-01T12:00:00.000Z' };

describe('research search', () => {
  test('asks with the key, for nothing later than the moment, and tells what it cost', async () => {
    const { valyu, server } = await valyuAt({ json: ANSWER });
    expect(await valyu.search(question)).toEqual({
      transactionId: 'tx_1',
      costUsd: '0.0075',
      findings: [
        {
          title: 'A paper',
          url: 'https://example.com/a',
          source: 'web',
          content: 'Words.',
          publishedOn: '2026-06-15',
        },
        { title: 'Rows', url: 'https://example.com/b', source: 'a/b', content: '[{"close":"1"}]' },
      ],
    });
    const [request] = server.seen;
    expect([request?.method, request?.path, request?.headers['x-api-key']]).toEqual([
      'POST',
      '/v1/search',
      'a-key',
    ]);
    const sent: unknown = JSON.parse(request?.body ?? '');
    expect(sent).toMatchObject({
      query: 'Who supplies Apple?',
      max_num_results: 5,
      end_date: '2026-07-01',
    });
  });

  test('a failure that it tells of in its answer is an outage with its words, not an empty answer', async () => {
    const failed = { ...ANSWER, success: false, error: 'Insufficient credits', results: [] };
    const { valyu } = await valyuAt({ json: failed });
    await expect(valyu.search(question)).rejects.toThrow('valyu: POST /v1/search: Insufficient credits');
  });

  test('an answer without its price is malformed: what is not known cannot be settled', async () => {
    const { total_deduction_dollars: _price, ...rest } = ANSWER;
    const { valyu } = await valyuAt({ json: rest });
    await expect(valyu.search(question)).rejects.toThrow('total_deduction_dollars');
  });

  test.each(SOURCE_FAILURES)('$name is an outage: $kind', async ({ reply, kind }) => {
    const { valyu } = await valyuAt(reply, patienceMs(reply));
    await expect(valyu.search(question)).rejects.toMatchObject({ source: 'valyu', kind });
  });
});
