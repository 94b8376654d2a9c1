import { closedListForm } from './closed-list-form.ts';

/** What a model may say of a symbol. `hold`: it stays as it is. */
export const PROPOSED_ACTIONS = ['buy', 'sell', 'hold'] as const;
export type ProposedAction = (typeof PROPOSED_ACTIONS)[number];

export const PROPOSALS_MAX = 60;
export const THESIS_CHARS_MAX = 800;
export const CITATIONS_MAX = 20;
export const HORIZON_DAYS_MAX = 250;
/** A share of equity, and dollars, as the model writes them. */
export const WEIGHT_PATTERN = '^(0|1|0\\.\\d{1,6}|1\\.0{1,6})$';
export const PRICE_PATTERN = '^\\d{1,9}(\\.\\d{1,6})?$';

const thesis = (description: string) => ({
  type: 'string',
  minLength: 1,
  maxLength: THESIS_CHARS_MAX,
  description,
});

const PROPERTIES = {
  symbol: { type: 'string', description: 'One of the universe' },
  action: {
    type: 'string',
    enum: PROPOSED_ACTIONS,
    description: 'buy raises the holding to the target weight, sell lowers it, hold leaves it',
  },
  targetWeight: {
    anyOf: [{ type: 'string', pattern: WEIGHT_PATTERN }, { type: 'null' }],
    description: 'Share of equity to hold afterwards, such as "0.05"; "0" closes; null for hold',
  },
  confidence: { type: 'number', minimum: 0, maximum: 1 },
  horizonDays: {
    type: 'integer',
    minimum: 1,
    maximum: HORIZON_DAYS_MAX,
    description: 'Trading days for which the thesis is meant',
  },
  thesis: thesis('Why, by what was shown'),
  counterThesis: thesis('The strongest case against it'),
  evidence: {
    type: 'array',
    items: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    maxItems: CITATIONS_MAX,
    description: 'Hashes of the evidence that the thesis stands on, as they were shown',
  },
  invalidationPrice: {
    anyOf: [{ type: 'string', pattern: PRICE_PATTERN }, { type: 'null' }],
    description:
      'Dollars at which the thesis is wrong: below the price for a buy, above it or null for a sell, null for hold',
  },
} as const;

/** The form of the final answer. */
export const PROPOSAL_FORM = closedListForm('decision', {
  of: 'proposals',
  maxItems: PROPOSALS_MAX,
  properties: PROPERTIES,
});

export const PROPOSAL_FIELDS: readonly string[] = Object.keys(PROPERTIES);
