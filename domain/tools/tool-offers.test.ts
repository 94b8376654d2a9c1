import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isToolName, offeredTools, TOOL_FORMS, toolOffers, toolPace } from './tool-offers.ts';

/** What may be asked, and what may not, by tool. */
const CALLS: readonly (readonly [
  keyof typeof TOOL_FORMS,
  Readonly<Record<string, unknown>>,
  string | undefined,
])[] = [
  ['quotes', { symbols: ['AAPL', 'BRK.B'] }, undefined],
  ['quotes', { symbols: [] }, '"symbols" must be a list with at least one item'],
  ['quotes', { symbols: ['AAPL', 'AAPL'] }, '"symbols" names an item twice'],
  ['quotes', { symbols: ['aapl'] }, '"symbols" item 1 must be a symbol like AAPL'],
  ['quotes', {}, '"symbols" is missing'],
  ['bars', { symbol: 'AAPL' }, undefined],
  ['bars', { symbol: 'AAPL', from: '2026-01-31', timeframe: '1Hour' }, undefined],
  ['bars', { symbol: 'AAPL', from: '2026-13-41' }, '"from" is no day'],
  ['bars', { symbol: 'AAPL', url: 'http://x' }, 'there is no argument "url"'],
  [
    'filing_text',
    { symbol: 'AAPL', accessionNumber: '../../etc/passwd' },
    '"accessionNumber" must be an accession number like 0000320193-25-000079',
  ],
  ['news', { symbol: 'AAPL', limit: Number.NaN }, '"limit" must be a whole number from 1 to 20'],
  [
    'news',
    { symbol: 'AAPL', limit: Number.POSITIVE_INFINITY },
    '"limit" must be a whole number from 1 to 20',
  ],
  [
    'facts',
    { symbol: 'AAPL', concepts: ['revenue', 'password'] },
    '"concepts" item 2 must be one of revenue, netIncome, dilutedEps, assets, liabilities, equity, sharesOutstanding',
  ],
  ['portfolio', {}, undefined],
  ['portfolio', { accountId: 'another' }, 'there is no argument "accountId"'],
  ['research_search', { question: 'x'.repeat(301) }, '"question" must be text of at most 300 characters'],
];

describe('the forms of the tools', () => {
  it.each(CALLS)('%s %j: %s', (name, given, fault) => {
    expect(TOOL_FORMS[name].fault(given)).toBe(fault);
  });

  // A schema cannot say that a day exists or that a list names nothing twice, so it is not asked about what is refused.
  it.each(CALLS.filter(([, , fault]) => fault === undefined))(
    'the schema of %s allows %j too',
    (name, given) => {
      const schema = z.fromJSONSchema({ ...TOOL_FORMS[name].parameters });
      expect(schema.safeParse(given).success).toBe(true);
    },
  );

  it('are closed, and take no names that objects have by themselves', () => {
    for (const offer of toolOffers) {
      expect(offer.parameters).toMatchObject({ type: 'object', additionalProperties: false });
    }
    const proto: unknown = JSON.parse('{"symbol":"AAPL","__proto__":{"limit":1}}');
    expect(TOOL_FORMS.news.fault(Object(proto))).toBe('there is no argument "__proto__"');
    expect(isToolName('constructor')).toBe(false);
  });

  it('are offered with searching only where it is configured', () => {
    const named = (research: boolean) => offeredTools({ research }).map(({ name }) => name);
    expect(named(false)).not.toContain('research_search');
    expect(named(true)).toContain('research_search');
    expect(toolPace('bars')).toBe('outside');
    expect(toolPace('portfolio')).toBe('stored');
  });
});
