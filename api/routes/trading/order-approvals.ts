import { createHash, randomUUID } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import type { Kysely } from 'kysely';
import { approvalOf } from '../../../db/queries/orders/order-approvals.ts';
import type { Database, OrderRow } from '../../../db/schema.ts';
import { APPROVAL_FAULTS, type ApprovalFault, mayDecide } from '../../../domain/approval/approval-fault.ts';
import type { ApprovalWord } from '../../../domain/approval/order-approval.ts';
import { newApp } from '../../api-app.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { decideApprovalBody, decideApprovalHeaders } from '../../contract/order-approvals.ts';
import { order, orderIdParam } from '../../contract/orders.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import type { User } from '../../identity/caller.ts';
import { problem } from '../../problem-error.ts';
import { decideApproval } from '../../temporal/decide-approval.ts';
import { orderView } from '../../views/order-view.ts';
import { idempotencyDigest } from '../idempotency-key.ts';
import { chooseOrder } from './order-choice.ts';
import { isAnswered } from './place-order.ts';

const decideRoute = createRoute({
  method: 'post',
  path: '/orders/{id}/approval',
  operationId: 'decideOrderApproval',
  summary: 'Approves or rejects an order that waits for a person; the first decision stands',
  description:
    'After a yes, risk looks once more, on a fresh quote and account, and may still refuse: the decision is taken all the same, and the order says what came of it (`status`, `refusal`).',
  tags: ['orders'],
  request: { params: orderIdParam, headers: decideApprovalHeaders, body: jsonBody(decideApprovalBody) },
  responses: {
    200: jsonResponse(order, 'The decision is taken; the order as it is then.'),
    202: jsonResponse(order, 'The decision is taken; what came of the order is not known yet.'),
    ...writeProblems,
  },
});

/** A person's word on an order that waits. */
export function orderApprovalRoutes(deps: ApiDeps) {
  const { db, temporal } = deps;
  const timeouts = { acknowledgementMs: deps.acknowledgementTimeoutMs, temporalMs: deps.temporalTimeoutMs };
  return newApp().openapi(decideRoute, async (c) => {
    const user = c.get('user');
    const { decision, note } = c.req.valid('json');
    const key = c.req.header('idempotency-key');
    const row = await chooseOrder(db, user.id, c.req.valid('param').id);
    const by = { userId: user.id, role: user.role };
    if (!mayDecide(by, row)) throw faultProblem('APPROVAL_FORBIDDEN');
    const word: ApprovalWord = {
      decision,
      by,
      payloadHash: row.payloadHash,
      wordId: wordIdOf(user, decision, note, key),
      requestId: c.get('requestId'),
      ...(note === undefined ? {} : { note }),
    };
    const hasDecided = await tookWord(db, row, word);
    if (!hasDecided) {
      if (row.status !== 'awaiting_approval') throw faultProblem(closedFault(row));
      const heard = await decideApproval(temporal, row.clientOrderId, word, timeouts);
      if (heard.kind !== 'taken' && !(await tookWord(db, row, word))) {
        if (heard.kind === 'fault') throw faultProblem(heard.fault);
        const standing = await chooseOrder(db, user.id, row.clientOrderId);
        if (heard.kind === 'gone' || standing.status !== 'awaiting_approval') {
          throw faultProblem(closedFault(standing));
        }
        throw problem(
          'WORKER_UNAVAILABLE',
          'No worker took the decision in time; look at the order, then repeat with the same Idempotency-Key.',
        );
      }
    }
    const decided = await chooseOrder(db, user.id, row.clientOrderId);
    // Another end came first, such as a wish to cancel: nothing was decided.
    if (!(await tookWord(db, decided, word))) throw faultProblem(closedFault(decided));
    const view = orderView(decided, await approvalOf(db, decided.clientOrderId));
    return c.json(order.parse(view), isAnswered(decided.status) ? 200 : 202);
  });
}

/** A word is one with all that it says: a key that is used for another word names that one. */
function wordIdOf(user: User, decision: string, note: string | undefined, key: string | undefined): string {
  if (key === undefined) return randomUUID();
  const said = JSON.stringify([user.id, idempotencyDigest(key), decision, note ?? null]);
  return createHash('sha256').update(said).digest('hex');
}

async function tookWord(db: Kysely<Database>, row: OrderRow, word: ApprovalWord): Promise<boolean> {
  return (await approvalOf(db, row.clientOrderId))?.wordId === word.wordId;
}

function closedFault({ refusal }: OrderRow): ApprovalFault {
  return refusal?.code === 'APPROVAL_EXPIRED' ? 'APPROVAL_EXPIRED' : 'APPROVAL_NOT_OPEN';
}

function faultProblem(fault: ApprovalFault) {
  return problem(fault, APPROVAL_FAULTS[fault]);
}
