import { type Context, Hono } from 'hono';
import type { Clock } from '../world/world.ts';
import { currencies, euro } from './currencies.ts';
import { type RateBook, roundRate } from './rate-book.ts';

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

interface Request {
  readonly amount: number;
  readonly base: string;
  readonly symbols: readonly string[];
}

/** Undefined when a currency is unknown or the amount is none. */
function readRequest(c: Context, book: RateBook): Request | undefined {
  const base = c.req.query('base') ?? c.req.query('from') ?? euro.code;
  const listed = c.req.query('symbols') ?? c.req.query('to');
  const all = [...currencies.map(({ code }) => code), euro.code].sort();
  const symbols = (listed === undefined ? all : listed.split(',')).filter((code) => code !== base);
  const amount = Number(c.req.query('amount') ?? '1');
  const isKnown = book.isCurrency(base) && symbols.some((code) => book.isCurrency(code));
  if (!isKnown || !(amount > 0)) return undefined;
  return { amount, base, symbols: symbols.filter((code) => book.isCurrency(code)) };
}

/** Frankfurter v1, frozen by its makers: latest, one day, a range of days, currencies. */
export function createV1Routes({ clock, book }: { clock: Clock; book: RateBook }): Hono {
  const routes = new Hono();
  const notFound = (c: Context): Response => c.json({ message: 'not found' }, 404);
  const ratesOf = (day: string, { base, symbols, amount }: Request): Record<string, number> =>
    Object.fromEntries(symbols.map((code) => [code, roundRate(amount * book.rate(day, base, code))]));
  const onDay = (c: Context, date: string): Response => {
    const request = readRequest(c, book);
    const day = book.dayUntil(date, clock.now());
    if (request === undefined || day === undefined) return notFound(c);
    const { amount, base } = request;
    return c.json({ amount, base, date: day, rates: ratesOf(day, request) });
  };
  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);

  routes.get('/latest', (c) => onDay(c, today()));
  routes.get('/currencies', (c) =>
    c.json(
      Object.fromEntries(
        [...currencies, euro]
          .map(({ code, name }): [string, string] => [code, name])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    ),
  );
  routes.get('/:period', (c) => {
    const period = c.req.param('period');
    const [from = '', to] = period.split('..');
    if (!isDate(from) || (to !== undefined && to !== '' && !isDate(to))) return notFound(c);
    if (to === undefined) return onDay(c, from);
    const request = readRequest(c, book);
    const days = book.days(from, to === '' ? today() : to, clock.now());
    const [first, last] = [days[0], days.at(-1)];
    if (request === undefined || first === undefined || last === undefined) return notFound(c);
    const { amount, base } = request;
    const rates = Object.fromEntries(days.map((day) => [day, ratesOf(day, request)]));
    return c.json({ amount, base, start_date: first, end_date: last, rates });
  });
  return routes;
}
