import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeReply } from '../../activities/asking/judge-reply.ts';
import type { ModelRequest } from '../../domain/llm/model-request.ts';
import { NO_USAGE } from '../../domain/llm/token-usage.ts';
import { toolOffers } from '../../domain/tools/tool-offers.ts';
import { openToolDesk, type ToolDesk } from '../support/tool-desk.ts';
import { TEXT_ATTACKS } from './attacks/texts.ts';
import { TOOL_CALL_ATTACKS } from './attacks/tool-calls.ts';

const REQUEST: ModelRequest = { system: '', messages: [], tools: toolOffers, maxOutputTokens: 1_000 };
/** What reading a company's list of filings may ask: nothing else is asked for by a call that is refused. */
const LISTS = /^\/edgar\/(submissions\/CIK\d{10}\.json|files\/company_tickers\.json)$/;

let desk: ToolDesk;
beforeAll(async () => {
  // With this many symbols the cycle's own news of one are too few, and the tool asks for more.
  desk = await openToolDesk(['AAPL', 'MSFT', 'KO', 'PEP', 'JPM', 'NVDA', 'DIS', 'SPY']);
});
afterAll(() => desk.close());

async function traces() {
  const { db } = desk.database;
  const [orders, strategies] = await Promise.all([
    db.selectFrom('orders').select('clientOrderId').execute(),
    db.selectFrom('strategies').select(['id', 'parameters', 'universe']).execute(),
  ]);
  return { orders, strategies, accepted: await desk.sandbox.control.orders() };
}

describe('a model that was taken over', () => {
  it.each(TOOL_CALL_ATTACKS)('gets nothing by asking for $name', async ({ calls }) => {
    await desk.sandbox.control.resetRequests();
    const before = await traces();
    const reply = {
      model: 'm',
      end: 'complete',
      text: '',
      toolCalls: calls,
      usage: NO_USAGE,
      providerId: 'p',
    } as const;
    const judged = judgeReply(REQUEST, reply);
    const results = await Promise.all(
      judged.toolCalls.map(({ callId, name, arguments: given }) =>
        desk.call(name, given, { callId: `${callId}-${calls.length}` }),
      ),
    );
    expect(judged.outcome === 'malformed' || results.length === calls.length).toBe(true);
    expect((judged.reason ?? '').length).toBeLessThan(300);
    expect(results.filter(({ failed, shown }) => !failed || !shown.failed || shown.cites.length > 0)).toEqual(
      [],
    );
    expect(results.filter(({ note, shown }) => note.length > 200 || shown.text.length > 400)).toEqual([]);
    expect(await traces()).toEqual(before);
    const { requests } = await desk.sandbox.control.requests();
    expect(requests.filter(({ path }) => !LISTS.test(path))).toEqual([]);
  });
});

describe('what was published', () => {
  it.each(TEXT_ATTACKS)('is data to the tools that tell it: $name', async ({ text, unseen = [] }) => {
    const words = text.slice(0, 100_000);
    await desk.sandbox.control.publish({
      symbols: ['AAPL'],
      headline: words.slice(0, 2_000),
      summary: words,
    });
    const { shown, failed } = await desk.call('news', { symbol: 'AAPL', limit: 20 });
    await desk.sandbox.control.clearTexts();
    expect(failed).toBe(false);
    expect(shown.text).toContain(`"createdAt":"${desk.context.dataAsOf}"`);
    const [first = '', ...rest] = shown.text.split('\n');
    expect(first).toBe(`news AAPL; evidence to cite: ${shown.cites.join(' ')}`);
    expect(
      rest
        .join('\n')
        .normalize('NFKC')
        .match(/<{2,}|>{2,}/g),
    ).toEqual(['<<<', '>>>']);
    expect(shown.text.length).toBeLessThan(6_500);
    for (const part of unseen) expect(shown.text).not.toContain(part);
  });

  it.each(TEXT_ATTACKS)('is data in a filing: $name', async ({ text, unseen = [] }) => {
    await desk.database.db.deleteFrom('filingTexts').execute();
    await desk.sandbox.control.file('MSFT', `<p>Sales rose.</p><p>${text.slice(0, 300_000)}</p>`);
    const { shown: list } = await desk.call('filings', { symbol: 'MSFT' });
    const accessionNumber = /\d{10}-\d{2}-\d{6}/.exec(list.text)?.[0];
    const { shown } = await desk.call('filing_text', { symbol: 'MSFT', accessionNumber });
    await desk.sandbox.control.clearTexts();
    expect(shown.text.normalize('NFKC').match(/<{2,}|>{2,}/g)).toEqual(['<<<', '>>>']);
    expect(shown.text).toContain('Sales rose.');
    expect(shown.text.length).toBeLessThan(11_000);
    for (const part of unseen) expect(shown.text).not.toContain(part);
  });
});
