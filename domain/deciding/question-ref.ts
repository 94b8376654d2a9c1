/** A question that is to be asked, as it travels through Temporal. */
export interface QuestionRef {
  readonly step: number;
  /** Evidence of kind `transcript`. */
  readonly transcript: string;
  /** Evidence of kind `modelRequest`. */
  readonly request: string;
}
