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
import { alertChannelRoutes } from './routes/alerts/alert-channels.ts';
import { alertRuleRoutes } from './routes/alerts/alert-rules.ts';
import { alertRoutes } from './routes/alerts/alerts.ts';
import { eventRoutes } from './routes/alerts/events.ts';
import { backfillRoutes } from './routes/data/backfills.ts';
import { cacheRoutes } from './routes/data/caches.ts';
import { evidenceRoutes } from './routes/data/evidence.ts';
import { fusedRoutes } from './routes/data/fused.ts';
import { languageModelRoutes } from './routes/data/language-models.ts';
import { marketRoutes } from './routes/data/market.ts';
import { marketBarRoutes } from './routes/data/market-bars.ts';
import { auditRoutes } from './routes/house/audit.ts';
import { codecRoutes } from './routes/house/codec.ts';
import { docsRoutes } from './routes/house/docs.ts';
import { healthRoutes } from './routes/house/health.ts';
import { integrationRoutes } from './routes/house/integrations.ts';
import { jobRoutes } from './routes/house/jobs.ts';
import { metricsRoutes } from './routes/house/metrics.ts';
import { apiKeyRoutes } from './routes/identity/api-keys.ts';
import { invitationRoutes } from './routes/identity/invitations.ts';
import { loginRoutes } from './routes/identity/login.ts';
import { loginPageRoutes } from './routes/identity/login-page.ts';
import { meRoutes } from './routes/identity/me.ts';
import { passwordRoutes } from './routes/identity/password.ts';
import { secondFactorRoutes } from './routes/identity/second-factor.ts';
import { sessionRoutes } from './routes/identity/sessions.ts';
import { signUpRoutes } from './routes/identity/sign-up.ts';
import { storedKeyRoutes } from './routes/identity/stored-keys.ts';
import { userRoutes } from './routes/identity/users.ts';
import { cycleRoutes } from './routes/strategies/cycles.ts';
import { deliberationRoutes } from './routes/strategies/deliberation.ts';
import { memoryRoutes } from './routes/strategies/memory.ts';
import { performanceRoutes } from './routes/strategies/performance.ts';
import { scheduleRoutes } from './routes/strategies/schedules.ts';
import { strategyRoutes } from './routes/strategies/strategies.ts';
import { strategyLimitRoutes } from './routes/strategies/strategy-limits.ts';
import { accountOpeningRoutes } from './routes/trading/account-openings.ts';
import { accountRoutes } from './routes/trading/accounts.ts';
import { latchRoutes } from './routes/trading/latches.ts';
import { orderApprovalRoutes } from './routes/trading/order-approvals.ts';
import { orderChangeRoutes } from './routes/trading/order-changes.ts';
import { orderRoutes } from './routes/trading/orders.ts';
import { portfolioRoutes } from './routes/trading/portfolio.ts';
import { positionCloseRoutes } from './routes/trading/position-closes.ts';
import { positionRoutes } from './routes/trading/positions.ts';
import { riskLimitRoutes } from './routes/trading/risk-limits.ts';
import { tradeRoutes } from './routes/trading/trades.ts';
import { tradingStateRoutes } from './routes/trading/trading-state.ts';

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
  accountOpeningRoutes,
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
  // One count of each, whatever is asked for.
  const byAddress = limitAddresses(deps);
  const byUser = limitUsers(deps);
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
    byAddress,
    authenticate(deps),
    byUser,
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
    noStore(),
    byAddress,
    authenticate(deps),
    byUser,
    authorize(deps),
    limitBodies(CODEC_BYTES_MAX),
    onlyJson(),
  );
  app.route('/', codecRoutes(deps));
  app.use('/login', clientAddress(deps), auditRefusals(deps), noStore(), byAddress, authenticate(deps));
  app.route('/', loginPageRoutes(deps));
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
