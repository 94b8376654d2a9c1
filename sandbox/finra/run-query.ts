import type { Market } from '../world/world.ts';
import type { DataQuery, Field } from './data-query.ts';
import type { Settlement } from './settlement-dates.ts';
import {
  finraSymbol,
  marketClass,
  rowOrder,
  type ShortInterest,
  shortInterestFields,
  shortInterestOf,
} from './short-interest.ts';

/** A test of one field's text or number; other fields always pass. */
type Test = (field: Field, value: string | number | null) => boolean;

function compare(value: string | number | null, other: string): number {
  if (value === null) return Number.NaN;
  if (typeof value === 'number') return value - Number(other);
  return value === other ? 0 : value < other ? -1 : 1;
}

function testsOf(query: DataQuery): readonly Test[] {
  const passes = {
    EQUAL: (order: number) => order === 0,
    GTE: (order: number) => order >= 0,
    LTE: (order: number) => order <= 0,
    GREATER: (order: number) => order > 0,
    LESSER: (order: number) => order < 0,
  };
  return [
    ...query.compare.map(
      (filter): Test =>
        (field, value) =>
          field !== filter.field || passes[filter.type](compare(value, filter.value)),
    ),
    ...query.domain.map((filter): Test => {
      const values = new Set(filter.values);
      return (field, value) => field !== filter.field || values.has(String(value));
    }),
    ...query.dates.map(
      (filter): Test =>
        (field, value) =>
          field !== filter.field || (String(value) >= filter.start && String(value) <= filter.end),
    ),
  ];
}

/** Fields known without looking at volumes. */
const cheapFields: ReadonlySet<Field> = new Set([
  'symbolCode',
  'settlementDate',
  'issueName',
  'marketClassCode',
]);

function isCheap({ compare, domain, dates }: DataQuery): boolean {
  return [...compare, ...domain, ...dates].every(({ field }) => cheapFields.has(field));
}

/** One page of the rows that pass the query's filters, in the service's own disorder, and how many there are. */
export function runQuery(
  market: Market,
  settlements: readonly Settlement[],
  query: DataQuery,
): { readonly total: number; readonly page: readonly ShortInterest[] } {
  const tests = testsOf(query);
  const isAllowed: Test = (field, value) => tests.every((test) => test(field, value));
  const dates = settlements.filter((settlement) => isAllowed('settlementDate', settlement.date));
  const assets = market
    .assets()
    .filter(
      (asset) =>
        isAllowed('symbolCode', finraSymbol(asset.symbol)) &&
        isAllowed('issueName', asset.name) &&
        isAllowed('marketClassCode', marketClass(asset)),
    );
  const cells = dates
    .flatMap((settlement) =>
      assets.map((asset) => ({ asset, settlement, order: rowOrder(asset.symbol, settlement.date) })),
    )
    .sort((a, b) => a.order - b.order);
  const rowOf = ({ asset, settlement }: (typeof cells)[number]): ShortInterest =>
    shortInterestOf(market, asset, settlement);
  const end = query.offset + query.limit;
  if (isCheap(query)) return { total: cells.length, page: cells.slice(query.offset, end).map(rowOf) };
  const rows = cells
    .map(rowOf)
    .filter((row) => shortInterestFields.every((field) => isAllowed(field, row[field])));
  return { total: rows.length, page: rows.slice(query.offset, end) };
}
