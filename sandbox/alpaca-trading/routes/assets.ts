import { Hono } from 'hono';
import { refuse, type TradingEnv } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import { notFound } from '../refusal.ts';
import { assetJson } from '../wire/asset-json.ts';

/** /v2/assets: equities only; every other class has none. */
export function assetRoutes({ market }: Exchange): Hono<TradingEnv> {
  const routes = new Hono<TradingEnv>();
  routes.get('/v2/assets', (c) => {
    const { status, asset_class: assetClass, exchange } = c.req.query();
    const none = (status && status !== 'active') || (assetClass && assetClass !== 'us_equity');
    const assets = none ? [] : market.assets().filter((asset) => !exchange || asset.exchange === exchange);
    return c.json(assets.map(assetJson));
  });
  routes.get('/v2/assets/:symbol', (c) => {
    const asset = market.asset(c.req.param('symbol'));
    if (!asset) return refuse(c, notFound(`asset not found for ${c.req.param('symbol')}`));
    return c.json(assetJson(asset));
  });
  return routes;
}
