import { createRoute } from '@hono/zod-openapi';
import type { Kysely } from 'kysely';
import { cycleOfUser } from '../../../db/queries/cycles/cycles.ts';
import { readEvidence } from '../../../db/queries/evidence/evidence.ts';
import type { Database } from '../../../db/schema.ts';
import type { DeliberationRecord } from '../../../domain/deciding/deliberation-record.ts';
import { isOfKind, isSealed, type Sealed } from '../../../domain/sealed-evidence.ts';
import { newApp } from '../../api-app.ts';
import { cycleIdParam } from '../../contract/cycles.ts';
import { deliberation } from '../../contract/deliberation.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { readOneProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { deliberationView, type ReadKept } from '../../views/deliberation-view.ts';

const getRoute = createRoute({
  method: 'get',
  path: '/cycles/{id}/deliberation',
  operationId: 'getDeliberation',
  summary: 'How a model came to a cycle’s decision: prompt, turns, tools with results, answer, cost',
  tags: ['cycles'],
  request: { params: cycleIdParam },
  responses: { 200: jsonResponse(deliberation, 'The deliberation.'), ...readOneProblems },
});

export function deliberationRoutes({ db }: ApiDeps) {
  return newApp().openapi(getRoute, async (c) => {
    const { id } = c.req.valid('param');
    const cycle = await cycleOfUser(db, c.get('user').id, id);
    const record = cycle?.decision?.deliberation;
    if (record === undefined) {
      throw problem('DELIBERATION_NOT_FOUND', `You have no cycle ${id} that a model has decided.`);
    }
    const kept = await keptBy(db, record);
    return c.json(deliberation.parse(deliberationView(id, record, kept)), 200);
  });
}

/** Reads the deliberation's evidence: first its transcripts, then what they name. */
async function keptBy(db: Kysely<Database>, { votes, critic }: DeliberationRecord): Promise<ReadKept> {
  const sealed = new Map<string, Sealed>();
  const read = async (hashes: readonly (string | undefined)[]) => {
    const wanted = hashes.filter((hash) => hash !== undefined);
    for (const [hash, found] of await readEvidence(db, [...new Set(wanted)])) {
      if (isSealed(found)) sealed.set(hash, found);
    }
  };
  await read(votes.map(({ transcript }) => transcript));
  const transcripts = [...sealed.values()].flatMap((one) => (isOfKind(one, 'transcript') ? [one.value] : []));
  const turns = transcripts.flatMap((one) => one.turns);
  await read([
    ...transcripts.map((one) => one.turns[0]?.request ?? one.request),
    ...turns.flatMap(({ answer, calls }) => [answer, ...calls.map(({ result }) => result)]),
    ...votes.map(({ answer }) => answer),
    critic?.answer,
  ]);
  return (kind, hash) => {
    const found = hash === undefined ? undefined : sealed.get(hash);
    return found !== undefined && isOfKind(found, kind) ? found.value : undefined;
  };
}
