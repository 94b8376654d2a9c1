import type { Filing, Timestamp } from '../market.ts';

/** One report, as a person would read it. */
export interface FilingText {
  readonly symbol: string;
  readonly accessionNumber: string;
  readonly form: string;
  readonly filedOn: string;
  readonly document: string;
  readonly availableAt: Timestamp;
  readonly text: string;
  /** The document was longer: the text is its beginning. */
  readonly isCut: boolean;
}

export interface FilingTexts {
  /**
   * The text of a listed filing's primary document. Undefined where that is no page of text, or the symbol files
   * nothing. @throws SourceOutage
   */
  filingText(
    symbol: string,
    filing: Filing,
    asOf: Timestamp,
    signal?: AbortSignal,
  ): Promise<FilingText | undefined>;
}
