import { Hono } from 'hono';
import { refuse, type TradingEnv } from '../answer.ts';
import { type Decimal, exact } from '../decimal.ts';
import type { Exchange } from '../exchange.ts';
import { equityAt } from '../ledger/equity-history.ts';
import { readHistoryWindow, windowStarts } from '../ledger/history-window.ts';
import { isRefusal } from '../refusal.ts';

/** GET /v2/account/portfolio/history: equity at the end of each window, in JSON numbers as Alpaca sends them. */
export function portfolioHistoryRoutes({ market, clock }: Exchange): Hono<TradingEnv> {
  const routes = new Hono<TradingEnv>();
  routes.get('/v2/account/portfolio/history', (c) => {
    const now = clock.now();
    const window = readHistoryWindow(c.req.query(), now);
    if (isRefusal(window)) return refuse(c, window);
    const { account } = c.var;
    const starts = windowStarts(window, market.calendar, now);
    const equity = starts.map(({ end }) => equityAt(account, market, Math.min(end, now)));
    const base = equity[0] ?? exact(100_000);
    const profit = equity.map((value) => value.minus(base));
    return c.json({
      timestamp: starts.map(({ start }) => Math.floor(start / 1000)),
      equity: equity.map((value) => number(value, 2)),
      profit_loss: profit.map((value) => number(value, 2)),
      profit_loss_pct: profit.map((value) => number(value.dividedBy(base), 6)),
      base_value: number(base, 2),
      timeframe: window.timeframe,
      cashflow: {},
    });
  });
  return routes;
}

function number(value: Decimal, places: number): number {
  return value.toDecimalPlaces(places).toNumber();
}
