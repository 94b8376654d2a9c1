import { type Context, Hono } from 'hono';
import { refuse, type TradingEnv } from '../answer.ts';
import type { Execution } from '../ledger/account.ts';
import { isRefusal, malformedRequest, type Refusal } from '../refusal.ts';
import { readStamp } from '../stamp.ts';
import { activityId, activityJson } from '../wire/activity-json.ts';

const MAX_PAGE = 100;

/** /v2/account/activities: the executions. There are no dividends, fees or transfers in this world. */
export function activityRoutes(): Hono<TradingEnv> {
  const routes = new Hono<TradingEnv>();
  routes.get('/v2/account/activities', (c) => {
    const types = c.req.query('activity_types')?.split(',');
    const wanted = types ? types.includes('FILL') : c.req.query('category') !== 'non_trade_activity';
    return answer(c, wanted ? c.var.account.executions : []);
  });
  routes.get('/v2/account/activities/:type', (c) =>
    answer(c, c.req.param('type') === 'FILL' ? c.var.account.executions : []),
  );
  return routes;
}

function answer(c: Context<TradingEnv>, executions: readonly Execution[]): Response {
  const page = selectPage(executions, c.req.query());
  return isRefusal(page) ? refuse(c, page) : c.json(page.map(activityJson));
}

/** One page; `after` and `until` leave their own moment out, `page_token` is the id of the last row before it. */
export function selectPage(
  executions: readonly Execution[],
  query: Readonly<Record<string, string>>,
): readonly Execution[] | Refusal {
  const size = query['page_size'] === undefined ? MAX_PAGE : Number(query['page_size']);
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE) {
    return malformedRequest(`page_size must be between 1 and ${MAX_PAGE}`);
  }
  const direction = query['direction'] ?? 'desc';
  if (direction !== 'asc' && direction !== 'desc') return malformedRequest(`invalid direction: ${direction}`);
  const bounds: Record<'after' | 'until' | 'date', string | undefined> = {
    after: undefined,
    until: undefined,
    date: undefined,
  };
  for (const name of ['after', 'until', 'date'] as const) {
    const value = query[name];
    bounds[name] = value === undefined ? undefined : readStamp(value);
    if (value !== undefined && bounds[name] === undefined)
      return malformedRequest(`invalid ${name}: ${value}`);
  }
  const { after, until, date } = bounds;
  const chosen = executions.filter(
    ({ at }) =>
      (after === undefined || at > after) &&
      (until === undefined || at < until) &&
      (date === undefined || at.slice(0, 10) === date.slice(0, 10)),
  );
  if (direction === 'desc') chosen.reverse();
  const token = query['page_token'];
  if (!token) return chosen.slice(0, size);
  const last = chosen.findIndex((execution) => activityId(execution) === token);
  if (last < 0) return malformedRequest(`invalid page_token: ${token}`);
  return chosen.slice(last + 1, last + 1 + size);
}
