import type { Timestamp } from './market.ts';
import type { DecimalString } from './money.ts';

/** What is read of a company's reports. `liabilities` is absent for the many companies that state no total. */
export const FUNDAMENTAL_CONCEPTS = [
  'revenue',
  'netIncome',
  'dilutedEps',
  'assets',
  'liabilities',
  'equity',
  'sharesOutstanding',
] as const;
export type FundamentalConcept = (typeof FUNDAMENTAL_CONCEPTS)[number];

/** One figure of one period, as it was known at the moment that was asked about. */
export interface ReportedFact {
  readonly concept: FundamentalConcept;
  /** The name it was reported under, for example `us-gaap:Revenues`: companies change it over the years. */
  readonly tag: string;
  /** Dollars, shares, or dollars a share. */
  readonly unit: 'USD' | 'shares' | 'USD/shares';
  readonly value: DecimalString;
  /** First day of the period; absent for what is true of a day (assets, shares outstanding). */
  readonly periodStart?: string;
  /** Last day of the period, or the day. */
  readonly periodEnd: string;
  /** The report that said so first, and its form. */
  readonly accessionNumber: string;
  readonly form: string;
  readonly filedOn: string;
  /** What had been reported before, where this value corrects it. */
  readonly restatedFrom?: DecimalString;
  /** When this value was surely public: nothing earlier may use it. */
  readonly availableAt: Timestamp;
}

/** A company's reported figures: a concept's newest periods, newest first; concepts in the order of the list above. */
export interface Fundamentals {
  /** Ten digits. */
  readonly cik: string;
  readonly entityName: string;
  readonly facts: readonly ReportedFact[];
}
