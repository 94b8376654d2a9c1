import type { FundamentalConcept, ReportedFact } from '../../domain/fundamentals.ts';

/** The names that a concept has been reported under, the preferred one first, and the unit that is read. */
export interface ConceptTags {
  readonly unit: ReportedFact['unit'];
  readonly tags: readonly (readonly [taxonomy: Taxonomy, tag: string])[];
}

export const TAXONOMIES = ['us-gaap', 'dei', 'ifrs-full'] as const;
export type Taxonomy = (typeof TAXONOMIES)[number];

/** Names of the US-GAAP, DEI and IFRS taxonomies. Figures in other currencies than dollars are not read. */
export const CONCEPT_TAGS: Readonly<Record<FundamentalConcept, ConceptTags>> = {
  revenue: {
    unit: 'USD',
    tags: [
      ['us-gaap', 'RevenueFromContractWithCustomerExcludingAssessedTax'],
      ['us-gaap', 'Revenues'],
      ['us-gaap', 'SalesRevenueNet'],
      ['ifrs-full', 'Revenue'],
    ],
  },
  netIncome: {
    unit: 'USD',
    tags: [
      ['us-gaap', 'NetIncomeLoss'],
      ['us-gaap', 'ProfitLoss'],
      ['ifrs-full', 'ProfitLoss'],
    ],
  },
  dilutedEps: {
    unit: 'USD/shares',
    tags: [
      ['us-gaap', 'EarningsPerShareDiluted'],
      ['ifrs-full', 'DilutedEarningsLossPerShare'],
    ],
  },
  assets: {
    unit: 'USD',
    tags: [
      ['us-gaap', 'Assets'],
      ['ifrs-full', 'Assets'],
    ],
  },
  liabilities: {
    unit: 'USD',
    tags: [
      ['us-gaap', 'Liabilities'],
      ['ifrs-full', 'Liabilities'],
    ],
  },
  equity: {
    unit: 'USD',
    tags: [
      ['us-gaap', 'StockholdersEquity'],
      ['us-gaap', 'StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest'],
      ['ifrs-full', 'Equity'],
    ],
  },
  sharesOutstanding: {
    unit: 'shares',
    tags: [
      ['dei', 'EntityCommonStockSharesOutstanding'],
      ['us-gaap', 'CommonStockSharesOutstanding'],
    ],
  },
};
