import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { createAlpacaDataRoutes } from '../alpaca-data/routes.ts';
import type { Exchange } from '../alpaca-trading/exchange.ts';
import { createAlpacaTradingRoutes } from '../alpaca-trading/routes.ts';
import { createAnthropicRoutes } from '../analyst/anthropic-routes.ts';
import { createOpenAiRoutes } from '../analyst/openai-routes.ts';
import { createEdgarRoutes } from '../edgar/routes.ts';
import { answerFaults } from '../faults/answer-faults.ts';
import type { FaultBoard } from '../faults/fault-board.ts';
import { createHiddenOrders } from '../faults/hidden-orders.ts';
import { httpFaults } from '../faults/http-faults.ts';
import { createFinraRoutes } from '../finra/routes.ts';
import { createFrankfurterRoutes } from '../frankfurter/routes.ts';
import type { PlantedTexts } from '../world/planted-texts.ts';
import { alpacaGate } from './alpaca-gate.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RequestCounts } from './request-counts.ts';
import { systemOf } from './system.ts';

/** Every system on one port: the controls first, then counting, faults, Alpaca's gate and the systems. */
export function createApplication(deps: {
  readonly exchange: Exchange;
  readonly controls: Hono;
  readonly faults: FaultBoard;
  readonly counts: RequestCounts;
  readonly planted: PlantedTexts;
  readonly rateLimit: number;
  readonly wall: () => number;
}): Hono<{ Bindings: HttpBindings }> {
  const { exchange, faults, counts, planted, wall } = deps;
  const { market, clock } = exchange;
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route('/', deps.controls);
  app.use(async (c, next) => {
    if (systemOf(c.req.path)) return next();
    return c.json({ message: 'nothing is served here' }, 404);
  });
  app.use(counts.middleware);
  app.use(httpFaults(faults));
  app.use(alpacaGate(createRateLimit(deps.rateLimit, wall)));
  app.route('/edgar', createEdgarRoutes({ market, clock, planted }));
  app.route('/frankfurter', createFrankfurterRoutes({ clock }));
  app.route('/finra', createFinraRoutes({ market, clock }));
  const { answerFault, outOfQuota } = answerFaults(faults);
  app.use('/openai/*', outOfQuota('openai'));
  app.use('/anthropic/*', outOfQuota('anthropic'));
  app.route('/openai', createOpenAiRoutes({ market, clock, planted, faultOf: answerFault('openai') }));
  app.route(
    '/anthropic',
    createAnthropicRoutes({ market, clock, planted, faultOf: answerFault('anthropic') }),
  );
  app.route('/', createAlpacaDataRoutes({ market, clock, planted }));
  app.route('/', createAlpacaTradingRoutes(exchange, createHiddenOrders(faults, wall)));
  app.onError((error, c) => {
    process.stderr.write(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}\n`);
    return c.json({ code: 50010000, message: 'internal server error occurred' }, 500);
  });
  return app;
}
