import type { Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { type ApiApp, type ApiEnv, newApp } from './api-app.ts';
import type { ApiDeps } from './deps.ts';
import { auditRefusals } from './middleware/audit-refusals.ts';
import { authenticate } from './middleware/authenticate.ts';
import { authorize } from './middleware/authorize.ts';
import { clientAddress } from './middleware/client-address.ts';
import { crossOrigin } from './middleware/cross-origin.ts';
import { limitBodies, onlyJson } from './middleware/json-bodies.ts';
import { limitAddresses, limitUsers } from './middleware/limit-rates.ts';
import { logRequests } from './middleware/log-requests.ts';
import { measureRequests } from './middleware/measure-requests.ts';
import { noStore } from './middleware/no-store.ts';
import { ownPagesOnly } from './middleware/own-pages-only.ts';
import { traceRequests } from './middleware/trace-requests.ts';
import { problemBody, toProblem } from './problem.ts';
import { type ProblemError, problem } from './problem-error.ts';
import { accountRoutes } from './routes/accounts.ts';
import { alertChannelRoutes } from './routes/alert-channels.ts';
import { alertRuleRoutes } from './routes/alert-rules.ts';
import { alertRoutes } from './routes/alerts.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { auditRoutes } from './routes/audit.ts';
import { backfillRoutes } from './routes/backfills.ts';
import { cacheRoutes } from './routes/caches.ts';
import { codecRoutes } from './routes/codec.ts';
import { cycleRoutes } from './routes/cycles.ts';
import { deliberationRoutes } from './routes/deliberation.ts';
import { docsRoutes } from './routes/docs.ts';
import { eventRoutes } from './routes/events.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { fusedRoutes } from './routes/fused.ts';
import { healthRoutes } from './routes/health.ts';
import { integrationRoutes } from './routes/integrations.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { jobRoutes } from './routes/jobs.ts';
import { languageModelRoutes } from './routes/language-models.ts';
import { latchRoutes } from './routes/latches.ts';
import { loginRoutes } from './routes/login.ts';
import { marketRoutes } from './routes/market.ts';
import { marketBarRoutes } from './routes/market-bars.ts';
import { meRoutes } from './routes/me.ts';
import { memoryRoutes } from './routes/memory.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { orderApprovalRoutes } from './routes/order-approvals.ts';
import { orderChangeRoutes } from './routes/order-changes.ts';
import { orderRoutes } from './routes/orders.ts';
import { passwordRoutes } from './routes/password.ts';
import { performanceRoutes } from './routes/performance.ts';
import { portfolioRoutes } from './routes/portfolio.ts';
import { positionCloseRoutes } from './routes/position-closes.ts';
import { positionRoutes } from './routes/positions.ts';
import { riskLimitRoutes } from './routes/risk-limits.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { secondFactorRoutes } from './routes/second-factor.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { signUpRoutes } from './routes/sign-up.ts';
import { storedKeyRoutes } from './routes/stored-keys.ts';
import { strategyRoutes } from './routes/strategies.ts';
import { strategyLimitRoutes } from './routes/strategy-limits.ts';
import { tradeRoutes } from './routes/trades.ts';
import { tradingStateRoutes } from './routes/trading-state.ts';
import { userRoutes } from './routes/users.ts';

const ROUTES = [
  loginRoutes,
  signUpRoutes,
  meRoutes,
  sessionRoutes,
  passwordRoutes,
  secondFactorRoutes,
  apiKeyRoutes,
  userRoutes,
  invitationRoutes,
  storedKeyRoutes,
  strategyRoutes,
  scheduleRoutes,
  cycleRoutes,
  deliberationRoutes,
  evidenceRoutes,
  fusedRoutes,
  memoryRoutes,
  orderRoutes,
  orderChangeRoutes,
  orderApprovalRoutes,
  positionRoutes,
  positionCloseRoutes,
  accountRoutes,
  tradeRoutes,
  portfolioRoutes,
  tradingStateRoutes,
  riskLimitRoutes,
  strategyLimitRoutes,
  latchRoutes,
  alertRoutes,
  alertRuleRoutes,
  alertChannelRoutes,
  eventRoutes,
  auditRoutes,
  cacheRoutes,
  integrationRoutes,
  jobRoutes,
  performanceRoutes,
  languageModelRoutes,
  backfillRoutes,
  marketBarRoutes,
  marketRoutes,
] as const;

/** A page of a history's events at once. */
const CODEC_BYTES_MAX = 4 * 1024 * 1024;

/** The whole API over what it is given: no I/O of its own, nothing read from the environment. */
export function createApp(deps: ApiDeps): ApiApp {
  const app = newApp();
  app.use(requestId());
  if (deps.tracing !== undefined) app.use(traceRequests(deps.tracing));
  app.use(logRequests(deps));
  app.use(measureRequests(deps.metrics.meter));
  app.use(secureHeaders());
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(', ');
        c.header('Allow', allow);
        return answerProblem(c, problem('METHOD_NOT_ALLOWED', `Use ${allow}.`));
      },
    }),
  );
  app.onError((error, c) => {
    const translated = toProblem(error);
    if (translated.status >= 500) {
      deps.logger.error(
        { err: error, requestId: c.get('requestId'), code: translated.code },
        'request failed',
      );
    }
    return answerProblem(c, translated);
  });
  app.notFound((c) => answerProblem(c, problem('NOT_FOUND', `There is nothing at ${c.req.path}.`)));

  app.use(
    '/v1/*',
    clientAddress(deps),
    auditRefusals(deps),
    crossOrigin({
      origins: deps.access.origins,
      allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowHeaders: ['Content-Type', 'Idempotency-Key'],
      exposeHeaders: [
        'Location',
        'X-Request-Id',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'Idempotent-Replayed',
      ],
      maxAge: 600,
    }),
    noStore(),
    limitAddresses(deps),
    authenticate(deps),
    limitUsers(deps),
    ownPagesOnly(deps),
    authorize(deps),
    limitBodies(),
    onlyJson(),
  );
  for (const routes of ROUTES) app.route('/v1', routes(deps));
  app.use(
    '/codec/*',
    clientAddress(deps),
    auditRefusals(deps),
    crossOrigin({ origins: [deps.codec.uiOrigin], allowMethods: ['POST'] }),
    authenticate(deps),
    authorize(deps),
    limitBodies(CODEC_BYTES_MAX),
    onlyJson(),
    noStore(),
  );
  app.route('/', codecRoutes(deps));
  app.route('/', healthRoutes(deps));
  app.route('/', metricsRoutes(deps));
  app.route('/', docsRoutes(app));
  return app;
}

function answerProblem(c: Context<ApiEnv>, error: ProblemError): Response {
  if (error.status === 401) c.header('WWW-Authenticate', 'Bearer');
  return c.body(JSON.stringify(problemBody(error, c.get('requestId'))), error.status, {
    'Content-Type': 'application/problem+json',
  });
}
