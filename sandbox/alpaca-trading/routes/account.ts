import { Hono } from 'hono';
import type { TradingEnv } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import { accountJson } from '../wire/account-json.ts';

/** GET /v2/account and its (fixed) configurations. */
export function accountRoutes({ market, clock }: Exchange): Hono<TradingEnv> {
  const routes = new Hono<TradingEnv>();
  routes.get('/v2/account', (c) => c.json(accountJson(c.var.account, market, clock.now())));
  routes.get('/v2/account/configurations', (c) =>
    c.json({
      dtbp_check: 'entry',
      trade_confirm_email: 'none',
      suspend_trade: false,
      no_shorting: false,
      fractional_trading: true,
      max_margin_multiplier: '2',
      pdt_check: 'entry',
      ptp_no_exception_entry: false,
      max_options_trading_level: 0,
    }),
  );
  return routes;
}
