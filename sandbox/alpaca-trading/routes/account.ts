import { Hono } from 'hono';
import { isRecord } from '../../server/json-record.ts';
import { readBody, refuse, type TradingEnv } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { malformedRequest, unprocessable } from '../refusal.ts';
import { accountJson } from '../wire/account-json.ts';

/** GET /v2/account, and its configurations, of which `suspend_trade` alone can be changed. */
export function accountRoutes({ market, clock, bookkeeper }: Exchange): Hono<TradingEnv> {
  const routes = new Hono<TradingEnv>();
  routes.get('/v2/account', (c) => c.json(accountJson(c.var.account, market, clock.now())));
  routes.get('/v2/account/configurations', (c) => c.json(configurationJson(c.var.account)));
  routes.patch('/v2/account/configurations', async (c) => {
    const { account } = c.var;
    const body = await readBody(c);
    if (!isRecord(body)) return refuse(c, malformedRequest('request body format is invalid'));
    const { suspend_trade: suspended, ...others } = body;
    const [other] = Object.keys(others);
    if (other !== undefined) return refuse(c, unprocessable(`${other} cannot be changed here`));
    if (suspended !== undefined && typeof suspended !== 'boolean') {
      return refuse(c, unprocessable('suspend_trade must be a boolean'));
    }
    if (suspended !== undefined && suspended !== account.suspended) {
      bookkeeper.record({ type: 'trading-suspended', accountId: account.id, suspended }, clock.now());
    }
    return c.json(configurationJson(account));
  });
  return routes;
}

function configurationJson(account: Account): Record<string, unknown> {
  return {
    dtbp_check: 'entry',
    trade_confirm_email: 'none',
    suspend_trade: account.suspended,
    no_shorting: false,
    fractional_trading: true,
    max_margin_multiplier: '2',
    pdt_check: 'entry',
    ptp_no_exception_entry: false,
    max_options_trading_level: 0,
  };
}
