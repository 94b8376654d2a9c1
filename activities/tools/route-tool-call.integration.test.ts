import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SourceOutage } from '../../domain/outage.ts';
import type { ResearchQuestion } from '../../domain/ports/research.ts';
import { openToolDesk, type ToolDesk } from '../../tests/support/tool-desk.ts';

let desk: ToolDesk;
beforeAll(async () => {
  desk = await openToolDesk();
});
afterEach(async () => {
  await desk.sandbox.control.clearFaults();
  await desk.sandbox.control.clearTexts();
});
afterAll(() => desk.close());

/** What stands between the marks of the fence, as JSON. */
function within(text: string): unknown {
  return JSON.parse(/\)\n([^]*)\nDATA>>>$/.exec(text)?.[1] ?? 'null');
}

async function documentsRead(): Promise<number> {
  const { requests } = await desk.sandbox.control.requests();
  const documents = requests.filter(({ path }) => path.startsWith('/edgar/Archives/'));
  return documents.reduce((sum, { count }) => sum + count, 0);
}

async function newestFiling(symbol: string): Promise<string> {
  const { shown } = await desk.call('filings', { symbol });
  const number = /\d{10}-\d{2}-\d{6}/.exec(shown.text)?.[0];
  if (number === undefined) throw new Error('no filing is listed');
  return number;
}

describe('each tool tells what this decision knows', () => {
  it.each([
    ['quotes', { symbols: ['AAPL', 'MSFT'] }, [{ symbol: 'AAPL', from: 'quote' }, { symbol: 'MSFT' }]],
    ['bars', { symbol: 'AAPL' }, { symbol: 'AAPL', timeframe: '1Day' }],
    ['bars', { symbol: 'AAPL', from: '2025-11-20', to: '2026-11-19' }, { bars: 251, barsPerRow: 5 }],
    ['bars', { symbol: 'AAPL', timeframe: '1Hour', from: '2026-11-19' }, { timeframe: '1Hour' }],
    ['indicators', { symbol: 'MSFT' }, { symbol: 'MSFT' }],
    ['filings', { symbol: 'AAPL' }, { symbol: 'AAPL' }],
    ['facts', { symbol: 'AAPL', concepts: ['revenue'] }, { company: 'Apple Inc.' }],
    ['short_interest', { symbol: 'AAPL' }, { symbol: 'AAPL' }],
    ['fx', { currencies: ['EUR', 'CHF'] }, [{ quote: 'EUR' }, { quote: 'CHF' }]],
    ['news', { symbol: 'AAPL', limit: 3 }, { symbol: 'AAPL' }],
    ['portfolio', {}, { cash: '100000', positions: [] }],
  ])('%s %j', async (name, given, told) => {
    const { shown, failed } = await desk.call(name, given);
    expect([failed, shown.text]).toEqual([false, expect.stringContaining('<<<DATA')]);
    expect(within(shown.text)).toMatchObject(told);
    expect(shown.simulated).toBe(true);
    expect(shown.cites.length).toBeGreaterThan(0);
    for (const hash of shown.cites) expect(shown.text).toContain(hash);
  });

  it('a filing’s text, of which the hidden part is not read, and asks EDGAR for it once', async () => {
    const accessionNumber = await newestFiling('AAPL');
    await desk.sandbox.control.resetRequests();
    const first = await desk.call('filing_text', { symbol: 'AAPL', accessionNumber });
    expect(first.shown.text).toContain('SECURITIES AND EXCHANGE COMMISSION');
    expect(first.shown.text).not.toContain('0000320193</');
    const second = await desk.call('filing_text', { symbol: 'AAPL', accessionNumber, from: 20 });
    expect(second.shown.text).toContain('characters 20 to');
    expect(await documentsRead()).toBe(1);
  });

  it('and what it stands on is evidence of the cycle', async () => {
    const { shown } = await desk.call('news', { symbol: 'MSFT', limit: 20 });
    const rows = await desk.database.db
      .selectFrom('cycleEvidence')
      .select('role')
      .where('hash', 'in', shown.cites)
      .execute();
    expect(rows).toEqual([{ role: 'news' }]);
  });
});

describe('a call that cannot be made is a result that says why', () => {
  it.each([
    ['order', { symbol: 'AAPL' }, 'unknown: there is no such tool.'],
    ['quotes', { symbols: ['TSLA'] }, 'quotes: TSLA is not in the universe of this strategy.'],
    ['quotes', { symbols: 'AAPL' }, 'quotes: "symbols" must be a list with at least one item.'],
    ['bars', { symbol: 'AAPL', from: '2020-01-01' }, 'bars: 1Day bars of more than 400 days are too many.'],
    [
      'bars',
      { symbol: 'AAPL', timeframe: '1Min', from: '2026-11-01' },
      'bars: 1Min bars of more than 3 days are too many.',
    ],
    ['bars', { symbol: 'AAPL', to: '2027-01-01' }, 'bars: "to" is later than today, 2026-11-20.'],
    [
      'filing_text',
      { symbol: 'AAPL', accessionNumber: '0000000000-26-000001' },
      'filing_text: no filing 0000000000-26-000001 of AAPL is listed.',
    ],
    ['news', { symbol: 'AAPL', url: 'https://evil.example' }, 'news: there is no argument "url".'],
    ['portfolio', { pad: 'x'.repeat(3_000) }, 'portfolio: the arguments are too long.'],
    ['research_search', { question: 'why' }, 'research_search: searching is not configured.'],
  ])('%s %j', async (name, given, text) => {
    const { shown, failed } = await desk.call(name, given);
    expect(shown.text).toBe(text);
    expect([failed, shown.failed, shown.cites]).toEqual([true, true, []]);
  });

  it('when the filing belongs to another company', async () => {
    const accessionNumber = await newestFiling('MSFT');
    const { shown } = await desk.call('filing_text', { symbol: 'AAPL', accessionNumber });
    expect(shown.text).toBe(`filing_text: no filing ${accessionNumber} of AAPL is listed.`);
  });
});

describe('a source that is away', () => {
  const fault = { system: 'alpaca-data', effect: 'status', status: 503 } as const;
  const hourly = { symbol: 'MSFT', timeframe: '1Hour', from: '2026-11-18' };

  it('is asked again while that may help, and a failed result after that', async () => {
    await desk.sandbox.control.fault(fault);
    await expect(desk.call('bars', hourly, { retry: true })).rejects.toBeInstanceOf(SourceOutage);
    const { shown } = await desk.call('bars', hourly);
    expect([shown.failed, shown.text]).toEqual([
      true,
      expect.stringMatching(/^bars: [\w -]+could not be read \([\w-]+\)\.$/),
    ]);
  });
});

describe('the same call', () => {
  it('gives the same result again, without asking or paying again', async () => {
    let searches = 0;
    const research = ({ asOf }: ResearchQuestion) => {
      searches += 1;
      const later = { title: 'later', url: 'u', source: 'web', content: 'c', publishedOn: '2027-01-01' };
      const findings = [{ ...later, title: `found ${searches}`, publishedOn: asOf.slice(0, 10) }, later];
      return Promise.resolve({ kind: 'found', transactionId: 't', costUsd: '0.1', findings } as const);
    };
    const options = { callId: randomUUID(), deps: { research } };
    const first = await desk.call('research_search', { question: 'q' }, options);
    const again = await desk.call('research_search', { question: 'q' }, options);
    expect([again.result, searches]).toEqual([first.result, 1]);
    const anew = await desk.call('research_search', { question: 'q' }, { deps: { research } });
    expect([anew.shown.cites, searches]).toEqual([first.shown.cites, 1]);
    await desk.call('research_search', { question: 'another' }, { deps: { research } });
    expect(searches).toBe(2);
    expect(within(first.shown.text)).toEqual({
      findings: [{ title: 'found 1', source: 'web', publishedOn: '2026-11-20', content: 'c' }],
    });
  });

  it('made by two workers at once has one result', async () => {
    const options = { callId: randomUUID() };
    const calls = Array.from({ length: 5 }, () => desk.call('news', { symbol: 'AAPL', limit: 15 }, options));
    const results = (await Promise.all(calls)).map(({ result }) => result);
    expect(new Set(results).size).toBe(1);
  });
});

describe('no tool', () => {
  it('tells of anything later than the decision’s moment', async () => {
    await desk.sandbox.control.clock({ now: '2026-11-20T20:30:00Z' });
    await desk.sandbox.control.publish({ symbols: ['AAPL'], headline: 'From the future', summary: '' });
    const news = await desk.call('news', { symbol: 'AAPL', limit: 20 });
    expect(news.shown.text).not.toContain('From the future');
    const bars = await desk.call('bars', { symbol: 'AAPL', timeframe: '1Min', from: '2026-11-20' });
    const starts = [...bars.shown.text.matchAll(/"start":"([^"]+)"/g)].map(([, start]) => start ?? '');
    expect(starts.length).toBeGreaterThan(0);
    expect(starts.every((start) => start < desk.context.dataAsOf)).toBe(true);
  });
});
