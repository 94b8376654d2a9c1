import { shortInterestFields } from './short-interest.ts';

/** Input that FINRA answers with 400 `{"message": …}`. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

export type Field = (typeof shortInterestFields)[number];
export type CompareType = 'EQUAL' | 'GTE' | 'LTE' | 'GREATER' | 'LESSER';

export interface DataQuery {
  readonly fields: readonly Field[];
  readonly compare: readonly { field: Field; value: string; type: CompareType }[];
  readonly domain: readonly { field: Field; values: readonly string[] }[];
  readonly dates: readonly { field: Field; start: string; end: string }[];
  readonly limit: number;
  readonly offset: number;
}

const usualLimit = 1000;
const mostLimit = 5000;
const compareTypes: readonly CompareType[] = ['EQUAL', 'GTE', 'LTE', 'GREATER', 'LESSER'];

type Fields = ReadonlyMap<string, unknown>;

function asFields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new QueryError('Invalid request body');
  }
  return new Map(Object.entries(value));
}

function asList(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new QueryError(`${name} must be a list`);
  return value;
}

function asText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new QueryError(`${name} must be a text`);
}

function asField(value: unknown): Field {
  const field = shortInterestFields.find((name) => name === value);
  if (field === undefined) throw new QueryError(`Invalid field name: ${asText(value, 'fieldName')}`);
  return field;
}

function asDate(value: unknown, name: string): string {
  const text = asText(value, name);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new QueryError(`Invalid date: ${text}`);
  return text;
}

function asCount(value: unknown, name: string, usual: number): number {
  if (value === undefined || value === null) return usual;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0) throw new QueryError(`Invalid ${name}`);
  return count;
}

/** Reads the body of a data request; throws `QueryError` for what FINRA refuses. */
export function readDataQuery(body: unknown): DataQuery {
  const fields = asFields(body ?? {});
  if (asList(fields.get('sortFields'), 'sortFields').length > 0) {
    throw new QueryError('Sorting is not allowed');
  }
  const named = asList(fields.get('fields'), 'fields').map(asField);
  return {
    fields: named.length > 0 ? named : shortInterestFields,
    compare: asList(fields.get('compareFilters'), 'compareFilters').map((entry) => {
      const filter = asFields(entry);
      const type = compareTypes.find((name) => name === filter.get('compareType'));
      if (type === undefined) throw new QueryError('Invalid compareType');
      const value = asText(filter.get('fieldValue'), 'fieldValue');
      return { field: asField(filter.get('fieldName')), value, type };
    }),
    domain: asList(fields.get('domainFilters'), 'domainFilters').map((entry) => {
      const filter = asFields(entry);
      const values = asList(filter.get('values'), 'values').map((value) => asText(value, 'values'));
      return { field: asField(filter.get('fieldName')), values };
    }),
    dates: asList(fields.get('dateRangeFilters'), 'dateRangeFilters').map((entry) => {
      const filter = asFields(entry);
      return {
        field: asField(filter.get('fieldName')),
        start: asDate(filter.get('startDate'), 'startDate'),
        end: asDate(filter.get('endDate'), 'endDate'),
      };
    }),
    limit: Math.min(mostLimit, asCount(fields.get('limit'), 'limit', usualLimit)),
    offset: asCount(fields.get('offset'), 'offset', 0),
  };
}
