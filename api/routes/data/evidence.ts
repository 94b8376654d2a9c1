import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { cycleTrail } from '../../../db/queries/cycles/cycle-trail.ts';
import { evidenceOfUser, evidenceText, readEvidence } from '../../../db/queries/evidence/evidence.ts';
import { isOfKind, isSealed, type Sealed } from '../../../domain/sealed-evidence.ts';
import { type ApiEnv, newApp } from '../../api-app.ts';
import { cycleIdParam } from '../../contract/cycles.ts';
import {
  cycleEvidence,
  evidenceBody,
  evidenceParam,
  evidenceQuery,
  trailQuery,
} from '../../contract/evidence.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { readOneProblems, tooLargeProblem } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { cycleEvidenceView, type MadeOfSources } from '../../views/cycle-evidence-view.ts';
import { valueOfSymbol } from '../../views/value-of-symbol.ts';

const tags = ['evidence'];
/** Of the canonical JSON: a hundred symbols with half a year of bars are about 1.5 MB. */
const WHOLE_BYTES_MAX = 8 * 1024 * 1024;
/** What is read to give one symbol's part of it. */
const READ_BYTES_MAX = 64 * 1024 * 1024;

const trailRoute = createRoute({
  method: 'get',
  path: '/cycles/{id}/evidence',
  operationId: 'getCycleEvidence',
  summary: 'A cycle as a graph: from datum to feature, proposal, rules, order, fill and profit',
  description:
    'Every node has an id that stays, and where it stands on evidence a hash and the address of its content.',
  tags,
  request: { params: cycleIdParam, query: trailQuery },
  responses: { 200: jsonResponse(cycleEvidence, 'Nodes and edges.'), ...readOneProblems },
});

const bodyRoute = createRoute({
  method: 'get',
  path: '/evidence/{hash}',
  operationId: 'getEvidence',
  summary: 'The content under a hash that one of your cycles stands on, and where it came from',
  tags,
  request: { params: evidenceParam, query: evidenceQuery },
  responses: { 200: jsonResponse(evidenceBody, 'The content.'), ...readOneProblems, ...tooLargeProblem },
});

const canonicalRoute = createRoute({
  method: 'get',
  path: '/evidence/{hash}/canonical',
  operationId: 'getCanonicalEvidence',
  summary: 'The same, byte for byte as it was hashed: its SHA-256 is the hash',
  tags,
  request: { params: evidenceParam },
  responses: {
    200: {
      description: 'Canonical JSON.',
      content: {
        'text/plain': { schema: z.string().openapi({ example: '{"kind":"bars","value":{"AAPL":[]}}' }) },
      },
    },
    304: { description: 'You have it: it is what `If-None-Match` says.' },
    ...readOneProblems,
    ...tooLargeProblem,
  },
});

export function evidenceRoutes({ db }: ApiDeps) {
  const textOf = async (userId: string, hash: string, bytesMax: number, hint: string) => {
    const about = await evidenceOfUser(db, userId, hash);
    if (about === undefined) throw problem('EVIDENCE_NOT_FOUND', `None of your cycles stands on ${hash}.`);
    if (about.bytes > bytesMax) {
      throw problem('EVIDENCE_TOO_LARGE', `It has ${about.bytes} bytes; ${bytesMax} are given. ${hint}`);
    }
    const text = await evidenceText(db, hash);
    if (text === undefined) {
      const when = about.bodyDroppedAt?.toISOString() ?? 'before';
      throw problem('EVIDENCE_DROPPED', `No trade stands on it, and it was dropped at ${when}.`);
    }
    return { about, text };
  };

  return newApp()
    .openapi(trailRoute, async (c) => {
      const { id } = c.req.valid('param');
      const trail = await cycleTrail(db, c.get('user').id, id);
      if (trail === undefined) throw problem('CYCLE_NOT_FOUND', `You have no cycle ${id} with a record.`);
      const hashOf = (role: string) => trail.evidence.find((one) => one.role === role)?.hash;
      const hashes = [hashOf('fused'), hashOf('features')].filter((hash) => hash !== undefined);
      const found = [...(await readEvidence(db, hashes)).values()].filter(isSealed);
      const view = cycleEvidenceView(trail, madeOf(found), c.req.valid('query').symbol);
      return c.json(cycleEvidence.parse(view), 200);
    })
    .openapi(bodyRoute, async (c) => {
      const { hash } = c.req.valid('param');
      const { symbol } = c.req.valid('query');
      const limit = symbol === undefined ? WHOLE_BYTES_MAX : READ_BYTES_MAX;
      const { about, text } = await textOf(c.get('user').id, hash, limit, 'Name a symbol.');
      const sealed: unknown = JSON.parse(text);
      if (!isSealed(sealed)) throw new Error(`evidence ${hash} is not sealed`);
      const value = symbol === undefined ? sealed.value : valueOfSymbol(sealed.value, symbol);
      if (value === undefined) throw problem('EVIDENCE_NOT_FOUND', `It says nothing of ${symbol}.`);
      keepForEver(c, hash);
      const { kind, source, request, fetchedAt, availableAt, bytes } = about;
      return c.json(
        evidenceBody.parse({
          hash,
          kind,
          source,
          request,
          fetchedAt: fetchedAt.toISOString(),
          availableAt: availableAt.toISOString(),
          bytes,
          ...(symbol === undefined ? {} : { symbol }),
          value,
        }),
        200,
      );
    })
    .openapi(canonicalRoute, async (c) => {
      const { hash } = c.req.valid('param');
      const { text } = await textOf(c.get('user').id, hash, READ_BYTES_MAX, '');
      const tag = keepForEver(c, hash);
      return c.req.header('if-none-match') === tag ? c.body(null, 304) : c.text(text, 200);
    });
}

/** What stands under a hash never changes: the caller's own cache may keep it, and need not ask again. Gives the tag. */
function keepForEver(c: Context<ApiEnv>, hash: string): string {
  const tag = `"${hash}"`;
  c.header('Cache-Control', 'private, max-age=31536000, immutable');
  c.header('ETag', tag);
  return tag;
}

function madeOf(found: readonly Sealed[]): MadeOfSources {
  return {
    views: found.flatMap((sealed) => (isOfKind(sealed, 'fused') ? sealed.value : [])),
    features: found.flatMap((sealed) => (isOfKind(sealed, 'features') ? sealed.value : [])),
  };
}
