import { Hono } from 'hono';
import { addDays, weekday } from '../world/new-york.ts';
import type { Clock } from '../world/world.ts';
import { currencies, euro } from './currencies.ts';
import type { RateBook } from './rate-book.ts';
import { firstReferenceDay } from './reference-days.ts';

/** Refused with its status and `{"status", "message"}`. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 404 | 422;

  constructor(status: 404 | 422, message: string) {
    super(message);
    this.status = status;
  }
}

type Query = (name: string) => string | undefined;

const providers = new Set(['ECB']);

function readDate(query: Query, name: string): string | undefined {
  const text = query(name);
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (!isDate) throw new Refused(422, `invalid ${name}`);
  return text;
}

function checkProviders(query: Query): void {
  const named = query('providers')?.split(',') ?? [];
  if (!named.every((key) => providers.has(key))) throw new Refused(404, 'not found');
}

/** Keeps the last day of every week or month. */
function grouped(days: readonly string[], group: string | undefined): readonly string[] {
  if (group === undefined) return days;
  if (group !== 'week' && group !== 'month') throw new Refused(422, 'invalid group');
  const keyOf = (day: string): string =>
    group === 'month' ? day.slice(0, 7) : addDays(day, -((weekday(day) + 6) % 7));
  return [...new Map(days.map((day) => [keyOf(day), day])).values()];
}

/** Frankfurter v2 with one provider, the ECB: rates, one rate, currencies, providers. */
export function createV2Routes({ clock, book }: { clock: Clock; book: RateBook }): Hono {
  const routes = new Hono();
  routes.onError((error, c) => {
    if (!(error instanceof Refused)) throw error;
    return c.json({ status: error.status, message: error.message }, error.status);
  });
  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);

  const daysAsked = (query: Query): readonly string[] => {
    const [date, from, to] = [readDate(query, 'date'), readDate(query, 'from'), readDate(query, 'to')];
    if (date !== undefined && (from !== undefined || to !== undefined)) {
      throw new Refused(422, 'date cannot be combined with from or to');
    }
    if (from !== undefined || to !== undefined) {
      const range = book.days(from ?? firstReferenceDay, to ?? today(), clock.now());
      return grouped(range, query('group'));
    }
    const day = book.dayUntil(date ?? today(), clock.now());
    return day === undefined ? [] : [day];
  };
  const checkCode = (code: string, name: string): string => {
    if (!book.isCurrency(code)) throw new Refused(422, `invalid ${name}`);
    return code;
  };
  const row = (query: Query, date: string, base: string, quote: string) => {
    const rate = book.rate(date, base, quote);
    const expanded = query('expand') === 'providers' && { providers: [{ key: 'ECB', date, rate }] };
    return { date, base, quote, rate, ...expanded };
  };

  routes.get('/rates', (c) => {
    const query: Query = (name) => c.req.query(name);
    checkProviders(query);
    const base = checkCode(query('base') ?? euro.code, 'base');
    const all = [...currencies.map(({ code }) => code), euro.code].sort();
    const quotes = query('quotes')?.split(',') ?? all;
    for (const code of quotes) checkCode(code, 'quotes');
    const days = daysAsked(query);
    if (days.length === 0) throw new Refused(404, 'not found');
    return c.json(days.flatMap((day) => quotes.map((quote) => row(query, day, base, quote))));
  });
  routes.get('/rate/:base/:quote', (c) => {
    const query: Query = (name) => c.req.query(name);
    checkProviders(query);
    const base = checkCode(c.req.param('base'), 'base');
    const quote = checkCode(c.req.param('quote'), 'quote');
    const day = book.dayUntil(readDate(query, 'date') ?? today(), clock.now());
    if (day === undefined) throw new Refused(404, 'not found');
    return c.json(row(query, day, base, quote));
  });
  routes.get('/currencies', (c) => {
    const end = book.dayUntil(today(), clock.now()) ?? null;
    const all = [...currencies, euro].sort((a, b) => (a.code < b.code ? -1 : 1));
    return c.json(
      all.map(({ code, numeric, name }) => ({
        iso_code: code,
        iso_numeric: numeric,
        name,
        symbol: null,
        start_date: firstReferenceDay,
        end_date: end,
      })),
    );
  });
  routes.get('/providers', (c) =>
    c.json([
      {
        key: 'ECB',
        name: 'European Central Bank',
        country_code: 'EU',
        rate_type: 'reference',
        pivot_currency: euro.code,
        start_date: firstReferenceDay,
        end_date: book.dayUntil(today(), clock.now()) ?? null,
        publish_cadence: 'daily',
        publishes_missed: 0,
        currencies: [...currencies.map(({ code }) => code), euro.code].sort(),
      },
    ]),
  );
  routes.all('*', () => {
    throw new Refused(404, 'not found');
  });
  return routes;
}
