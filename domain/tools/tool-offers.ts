import { FUNDAMENTAL_CONCEPTS } from '../fundamentals.ts';
import type { ToolOffer } from '../llm/model-request.ts';
import { TIMEFRAMES } from '../market.ts';
import {
  accessionNumberArgument,
  choiceArgument,
  dayArgument,
  listArgument,
  optional,
  symbolArgument,
  symbolsArgument,
  textArgument,
  wholeArgument,
} from './argument.ts';
import { toolForm } from './tool-form.ts';

/** Currencies of the European Central Bank's reference rates that are asked about. */
export const TOOL_CURRENCIES = ['EUR', 'GBP', 'JPY', 'CHF', 'CAD', 'AUD', 'CNY', 'MXN'] as const;

/** What each tool takes. All of them read; none can place an order or be given an address. */
export const TOOL_FORMS = {
  quotes: toolForm({ symbols: symbolsArgument(20) }),
  bars: toolForm({
    symbol: symbolArgument,
    timeframe: optional(choiceArgument(TIMEFRAMES, '1Day unless it says otherwise')),
    from: optional(dayArgument('First day, New York')),
    to: optional(dayArgument('Last day, New York')),
  }),
  indicators: toolForm({ symbol: symbolArgument }),
  filings: toolForm({ symbol: symbolArgument }),
  filing_text: toolForm({
    symbol: symbolArgument,
    accessionNumber: accessionNumberArgument,
    from: optional(wholeArgument(0, 5_000_000, 'First character; 0 unless it says otherwise')),
  }),
  facts: toolForm({
    symbol: symbolArgument,
    concepts: optional(
      listArgument(
        choiceArgument(FUNDAMENTAL_CONCEPTS, 'A reported figure'),
        FUNDAMENTAL_CONCEPTS.length,
        'All unless it says otherwise',
      ),
    ),
  }),
  short_interest: toolForm({ symbol: symbolArgument }),
  fx: toolForm({
    currencies: listArgument(
      choiceArgument(TOOL_CURRENCIES, 'A currency'),
      TOOL_CURRENCIES.length,
      'What one dollar is worth in',
    ),
  }),
  news: toolForm({
    symbol: symbolArgument,
    limit: optional(wholeArgument(1, 20, 'Articles at most; 5 unless it says otherwise')),
  }),
  portfolio: toolForm({}),
  past_decisions: toolForm({
    symbols: optional(symbolsArgument(20)),
    limit: optional(wholeArgument(1, 30, 'Proposals at most; 10 unless it says otherwise')),
  }),
  research_search: toolForm({ question: textArgument(300, 'What to look for, in a sentence') }),
} as const;

export type ToolName = keyof typeof TOOL_FORMS;

const DESCRIPTIONS: Readonly<Record<ToolName, string>> = {
  quotes: 'Newest quotes and trades of some symbols, as this decision knows them.',
  bars: 'Bars of one symbol, adjusted for splits: at most 400 days of daily, 30 of hourly, 3 of minute bars.',
  indicators: 'Indicators and features of one symbol, from its daily bars and reports.',
  filings: 'The newest reports (10-K, 10-Q, 8-K) of one company at the SEC, with accession numbers.',
  filing_text: 'A stretch of the text of one report that the tool filings has listed.',
  facts: 'Figures that one company has reported: revenue, earnings, balance sheet.',
  short_interest: 'Short interest of one symbol, and its short sale volume of the newest day.',
  fx: 'What one US dollar is worth in other currencies, by the European Central Bank.',
  news: 'The newest news about one symbol.',
  portfolio: 'Equity, cash, positions and open orders of the account.',
  past_decisions:
    'What this strategy proposed earlier, newest first, and its gain (as a share, in the proposal’s favour) after 1, 5 and 20 daily closes, beside SPY.',
  research_search: 'Searches the web and collections of papers. Costs money: one precise question.',
};

/** Tools that never ask outside: what they give is stored already. */
const STORED: ReadonlySet<string> = new Set([
  'quotes',
  'indicators',
  'short_interest',
  'portfolio',
  'past_decisions',
] satisfies readonly ToolName[]);

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(TOOL_FORMS, name);
}

const TOOL_NAMES: readonly ToolName[] = Object.keys(TOOL_FORMS).filter(isToolName);

/** Every tool there is, with the closed schema of its arguments. */
export const toolOffers: readonly ToolOffer[] = TOOL_NAMES.map((name) => ({
  name,
  description: DESCRIPTIONS[name],
  parameters: TOOL_FORMS[name].parameters,
}));

/** What a model is offered: searching costs money and needs a key, so it is there only where it is configured. */
export function offeredTools(configured: { readonly research: boolean }): readonly ToolOffer[] {
  return toolOffers.filter(({ name }) => name !== 'research_search' || configured.research);
}

/** How long a tool may take, and whether trying again may mend it: `outside` ones may ask a source. */
export function toolPace(name: string): 'stored' | 'outside' {
  return STORED.has(name) || !isToolName(name) ? 'stored' : 'outside';
}
