import { createRoute } from '@hono/zod-openapi';
import { readEvidence } from '../../../db/queries/evidence/evidence.ts';
import { isOfKind, isSealed } from '../../../domain/sealed-evidence.ts';
import { newApp } from '../../api-app.ts';
import { fusedParam, fusedQuery, fusedView } from '../../contract/fused.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { askedProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { lookAtSymbol } from '../../temporal/look-at-symbol.ts';
import { chooseAccount } from '../trading/account-choice.ts';

const getRoute = createRoute({
  method: 'get',
  path: '/market/fused/{symbol}',
  operationId: 'getFusedView',
  summary: 'All that is known of a symbol at this moment, each part with source, age and hash',
  description:
    'A worker asks every source anew, by the same steps as a cycle; one that does not answer is a missing part with its reason.',
  tags: ['market'],
  request: { params: fusedParam, query: fusedQuery },
  responses: { 200: jsonResponse(fusedView, 'The view.'), ...askedProblems },
});

export function fusedRoutes({ db, temporal, temporalTimeoutMs, lookTimeoutMs }: ApiDeps) {
  return newApp().openapi(getRoute, async (c) => {
    const { symbol } = c.req.valid('param');
    const account = await chooseAccount(db, c.get('user').id, c.req.valid('query').accountId);
    const timeouts = { lookMs: lookTimeoutMs, temporalMs: temporalTimeoutMs };
    const seen = await lookAtSymbol(temporal, { accountId: account.id, symbol }, timeouts);
    if (seen.kind === 'unknown-symbol') {
      throw problem('SYMBOL_NOT_FOUND', `The broker does not know ${symbol}.`);
    }
    if (seen.kind === 'broker-away') throw problem('BROKER_UNAVAILABLE', seen.reason);
    const { fused, features } = seen;
    const bodies = await readEvidence(db, [fused, features]);
    const [made, told] = [bodies.get(fused), bodies.get(features)];
    const view = isSealed(made) && isOfKind(made, 'fused') ? made.value[0] : undefined;
    const said = isSealed(told) && isOfKind(told, 'features') ? told.value[0] : undefined;
    if (view === undefined || said === undefined) throw new Error(`no view under ${fused} and ${features}`);
    return c.json(fusedView.parse({ ...view, features: said, evidence: { fused, features } }), 200);
  });
}
