import { type Context, Hono } from 'hono';
import { newYorkTime } from '../world/new-york.ts';
import type { Clock, Market } from '../world/world.ts';
import { type DataQuery, type Field, QueryError, readDataQuery } from './data-query.ts';
import { runQuery } from './run-query.ts';
import { settlementsUntil } from './settlement-dates.ts';
import type { ShortInterest } from './short-interest.ts';
import { shortVolumeFile } from './short-volume.ts';

const dataSet = '/group/otcMarket/name/consolidatedShortInterest';

/** The row with the asked fields only. */
function project(row: ShortInterest, fields: readonly Field[]): Record<string, string | number | null> {
  return Object.fromEntries(fields.map((field) => [field, row[field]]));
}

function toCsv(rows: readonly ShortInterest[], fields: readonly Field[]): string {
  const quote = (value: string | number | null): string =>
    value === null ? '' : typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => fields.map((field) => quote(row[field])).join(','));
  return `${[fields.map(quote).join(','), ...lines].join('\n')}\n`;
}

async function bodyOf(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new QueryError('Invalid request body', { cause });
  }
}

/** FINRA's consolidated short interest and daily short volume; nothing shows before it was published. */
export function createFinraRoutes({ market, clock }: { market: Market; clock: Clock }): Hono {
  const routes = new Hono();
  routes.onError((error, c) => {
    if (error instanceof QueryError) return c.json({ message: error.message }, 400);
    throw error;
  });

  const answer = (c: Context, query: DataQuery): Response => {
    const { total, page } = runQuery(market, settlementsUntil(clock.now()), query);
    c.header('Record-Total', String(total));
    c.header('Record-Offset', String(query.offset));
    c.header('Record-Limit', String(query.limit));
    if (page.length === 0) return c.body(null, 204);
    if (c.req.header('accept')?.includes('application/json') === true) {
      return c.json(page.map((row) => project(row, query.fields)));
    }
    return c.body(toCsv(page, query.fields), 200, { 'Content-Type': 'text/plain' });
  };
  routes.post(`/data${dataSet}`, async (c) => answer(c, readDataQuery(await bodyOf(c))));
  routes.get(`/data${dataSet}`, (c) => {
    const [limit, offset] = [c.req.query('limit'), c.req.query('offset')];
    return answer(c, readDataQuery({ limit, offset }));
  });
  routes.get(`/partitions${dataSet}`, (c) =>
    c.json({
      datasetGroup: 'otcMarket',
      datasetName: 'consolidatedShortInterest',
      partitionFields: ['settlementDate'],
      availablePartitions: settlementsUntil(clock.now())
        .map(({ date }) => ({ partitions: [date] }))
        .toReversed(),
    }),
  );
  routes.get('/equity/regsho/daily/:file', (c) => {
    const digits = /^CNMSshvol(\d{4})(\d{2})(\d{2})\.txt$/.exec(c.req.param('file'));
    const date = digits?.slice(1).join('-') ?? '';
    const session = market.calendar.sessions(date, date)[0];
    const isPublished = session !== undefined && clock.now() >= newYorkTime(date, 18, 0);
    if (!isPublished || c.req.header('user-agent') === undefined) return c.text('Access Denied', 403);
    return c.text(shortVolumeFile(market, session));
  });
  return routes;
}
