import type { JsonSchema } from '../llm/model-request.ts';

/** One argument of a tool: what the model is told of it, and how a value is read. */
export interface Argument<T> {
  readonly schema: JsonSchema;
  readonly isOptional: boolean;
  /** What is wrong with a value, in words; undefined when it is a `T`. */
  readonly fault: (value: unknown) => string | undefined;
  /** Never there: tells the compiler what a value without fault is. */
  readonly of?: T;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TICKER = /^[A-Z][A-Z.]{0,9}$/;
const ACCESSION_NUMBER = /^\d{10}-\d{2}-\d{6}$/;

function matching(pattern: RegExp, wanted: string, description: string): Argument<string> {
  return {
    schema: { type: 'string', pattern: pattern.source, description },
    isOptional: false,
    fault: (value) => (typeof value === 'string' && pattern.test(value) ? undefined : `must be ${wanted}`),
  };
}

export const symbolArgument = matching(TICKER, 'a symbol like AAPL', 'A symbol of the universe');

export const accessionNumberArgument = matching(
  ACCESSION_NUMBER,
  'an accession number like 0000320193-25-000079',
  'An accession number that the tool filings has listed',
);

export function dayArgument(description: string): Argument<string> {
  const day = matching(DAY, 'a day like 2026-01-31', description);
  return {
    ...day,
    fault(value) {
      const fault = day.fault(value);
      return fault === undefined && Number.isNaN(Date.parse(String(value))) ? 'is no day' : fault;
    },
  };
}

export function symbolsArgument(most: number): Argument<readonly string[]> {
  return listArgument(symbolArgument, most, 'Symbols of the universe');
}

/** From one to `most` values, none twice. */
export function listArgument<T>(
  item: Argument<T>,
  most: number,
  description: string,
): Argument<readonly T[]> {
  return {
    schema: { type: 'array', items: item.schema, minItems: 1, maxItems: most, description },
    isOptional: false,
    fault(value) {
      if (!Array.isArray(value) || value.length === 0) return 'must be a list with at least one item';
      if (value.length > most) return `has ${value.length} items, and ${most} is the most`;
      if (new Set(value).size < value.length) return 'names an item twice';
      for (const [index, one] of value.entries()) {
        const fault = item.fault(one);
        if (fault !== undefined) return `item ${index + 1} ${fault}`;
      }
      return undefined;
    },
  };
}

export function choiceArgument<const T extends string>(
  choices: readonly T[],
  description: string,
): Argument<T> {
  return {
    schema: { type: 'string', enum: choices, description },
    isOptional: false,
    fault: (value) =>
      choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(', ')}`,
  };
}

export function wholeArgument(least: number, most: number, description: string): Argument<number> {
  return {
    schema: { type: 'integer', minimum: least, maximum: most, description },
    isOptional: false,
    fault: (value) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
        ? undefined
        : `must be a whole number from ${least} to ${most}`,
  };
}

export function textArgument(most: number, description: string): Argument<string> {
  return {
    schema: { type: 'string', minLength: 1, maxLength: most, description },
    isOptional: false,
    fault: (value) =>
      typeof value === 'string' && value.trim() !== '' && value.length <= most
        ? undefined
        : `must be text of at most ${most} characters`,
  };
}

/** The same argument, which may be left out. */
export function optional<T>(argument: Argument<T>): Argument<T | undefined> {
  return { schema: argument.schema, fault: argument.fault, isOptional: true };
}
