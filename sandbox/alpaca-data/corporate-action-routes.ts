import { Hono } from 'hono';
import { newYorkDate } from '../world/new-york.ts';
import type { Split } from '../world/splits.ts';
import type { Clock, Market } from '../world/world.ts';
import { BadRequest } from './bad-request.ts';
import { checkSymbol, type Query, readLimit, readSort } from './query.ts';

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;
const splitTypes = ['forward_split', 'reverse_split'];
const otherTypes = [
  'unit_split',
  'stock_dividend',
  'cash_dividend',
  'spin_off',
  'cash_merger',
  'stock_merger',
  'stock_and_cash_merger',
  'redemption',
  'name_change',
  'worthless_removal',
  'rights_distribution',
];

function readDate(query: Query, name: string, usual: string): string {
  const text = query(name);
  if (text === undefined || text === '') return usual;
  if (!dateOnly.test(text)) throw new BadRequest(`invalid ${name}: ${text}`);
  return text;
}

function readTypes(query: Query): readonly string[] {
  const text = query('types');
  if (text === undefined || text === '') return splitTypes;
  const types = text.split(',');
  const unknown = types.find((type) => !splitTypes.includes(type) && !otherTypes.includes(type));
  if (unknown !== undefined) throw new BadRequest(`invalid types: ${unknown}`);
  return types;
}

function splitWire(split: Split) {
  const { symbol, exDate, oldRate, newRate } = split;
  const cusips =
    newRate > oldRate
      ? { cusip: `SANDBOX${symbol}` }
      : { old_cusip: `SANDBOX${symbol}1`, new_cusip: `SANDBOX${symbol}` };
  return {
    id: `sandbox-split-${symbol}-${exDate}`,
    symbol,
    ...cusips,
    old_rate: oldRate,
    new_rate: newRate,
    process_date: exDate,
    ex_date: exDate,
  };
}

/** `/v1/corporate-actions`: splits, the only corporate actions of this world, once their day has come. One page. */
export function createCorporateActionRoutes({ market, clock }: { market: Market; clock: Clock }): Hono {
  const routes = new Hono();
  routes.get('/v1/corporate-actions', (c) => {
    const query: Query = (name) => c.req.query(name);
    const symbols = (query('symbols') ?? '').split(',').filter(Boolean).map(checkSymbol);
    const types = readTypes(query);
    const today = newYorkDate(clock.now());
    const [start, end] = [readDate(query, 'start', today), readDate(query, 'end', today)];
    readLimit(query, 100, 1000);
    const known = market
      .splits()
      .filter(({ symbol }) => symbols.length === 0 || symbols.includes(symbol))
      .filter(({ exDate }) => exDate >= start && exDate <= end && exDate <= today)
      .toSorted((one, other) => (one.exDate < other.exDate ? -1 : 1));
    if (readSort(query, 'asc') === 'desc') known.reverse();
    const forward = known.filter(({ oldRate, newRate }) => newRate > oldRate).map(splitWire);
    const reverse = known.filter(({ oldRate, newRate }) => newRate < oldRate).map(splitWire);
    const found = {
      ...(types.includes('forward_split') && forward.length > 0 && { forward_splits: forward }),
      ...(types.includes('reverse_split') && reverse.length > 0 && { reverse_splits: reverse }),
    };
    return c.json({ corporate_actions: found, next_page_token: null });
  });
  return routes;
}
