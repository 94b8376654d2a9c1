import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';
import { cycleId, decimalText, symbol, timestamp } from './scalars.ts';

const HASH = '9f2b4c1e0d5a6f7788990a1b2c3d4e5f60718293a4b5c6d7e8f9012345678abc';

export const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 of 64 hexadecimal digits')
  .openapi({ example: HASH, description: 'SHA-256 of the canonical JSON.' });

/** The hash of an answer: as it was stored, whoever cited it. */
export const storedHash = z.string().openapi({ example: HASH });

export const evidenceParam = z.strictObject({ hash });
export const evidenceQuery = z.strictObject({
  symbol: mayBeLeftOut(symbol).openapi({
    description: 'Gives this symbol’s part of the value alone; the hash stays that of the whole.',
  }),
});
export const trailQuery = z.strictObject({
  symbol: mayBeLeftOut(symbol).openapi({ description: 'Only what concerns this symbol.' }),
});

const origin = {
  source: z.string().openapi({ example: 'alpaca bars' }),
  request: z.string().openapi({ example: 'daily bars from 2026-07-23T15:30:00.000Z' }),
  fetchedAt: timestamp,
  availableAt: timestamp.openapi({ description: 'Nothing earlier may have used it.' }),
};

export const evidenceBody = z
  .strictObject({
    hash,
    kind: z.string().openapi({ example: 'bars' }),
    ...origin,
    bytes: z.int().openapi({ description: 'Length of the canonical JSON, whose SHA-256 is the hash.' }),
    symbol: mayBeLeftOut(z.string()),
    value: z.unknown().openapi({ description: 'As the cycle used it.' }),
  })
  .openapi('Evidence', {
    example: {
      hash: HASH,
      kind: 'bars',
      source: 'alpaca bars',
      request: 'daily bars from 2026-07-23T15:30:00.000Z',
      fetchedAt: '2026-11-20T15:30:03.000Z',
      availableAt: '2026-11-20T15:30:03.000Z',
      bytes: 36211,
      symbol: 'AAPL',
      value: [
        {
          start: '2026-11-19T05:00:00.000Z',
          open: '412.1',
          high: '416',
          low: '411.9',
          close: '415.06',
          volume: '51234000',
        },
      ],
    },
  });

export const TRAIL_NODES = [
  'evidence',
  'missing',
  'part',
  'features',
  'proposal',
  'abstention',
  'rules',
  'order',
  'fill',
  'profit',
] as const;

const trailNode = z
  .strictObject({
    id: z.string().openapi({ example: `evidence:${HASH}`, description: 'The same whenever it is asked.' }),
    kind: z.enum(TRAIL_NODES),
    label: z.string().openapi({ example: 'bars' }),
    symbol: mayBeLeftOut(z.string()),
    hash: mayBeLeftOut(hash),
    source: mayBeLeftOut(z.string()),
    request: mayBeLeftOut(z.string()),
    fetchedAt: mayBeLeftOut(timestamp),
    availableAt: mayBeLeftOut(timestamp),
    bytes: mayBeLeftOut(z.int()),
    body: mayBeLeftOut(z.string()).openapi({
      description: 'Where the content is; absent once it was dropped.',
    }),
    facts: mayBeLeftOut(z.record(z.string(), z.string())).openapi({
      description: 'What it says, in short. Money and quantities as decimal text.',
    }),
  })
  .openapi('TrailNode');
export type TrailNodeBody = z.infer<typeof trailNode>;

const trailEdge = z
  .strictObject({
    from: z.string().openapi({ example: `evidence:${HASH}` }),
    to: z.string().openapi({ example: 'part:AAPL:dailyBars' }),
    relation: z.string().openapi({ example: 'fused into' }),
  })
  .openapi('TrailEdge');
export type TrailEdgeBody = z.infer<typeof trailEdge>;

export const cycleEvidence = z
  .strictObject({
    cycleId,
    asOf: timestamp,
    dataAsOf: timestamp.nullable(),
    nodes: z.array(trailNode),
    edges: z.array(trailEdge),
    realizedPnl: decimalText.openapi({ description: 'Dollars, of all fills of this cycle.' }),
  })
  .openapi('CycleEvidence', {
    example: {
      cycleId: 'cycle:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e:2026-03-02T14:30:00.000Z',
      asOf: '2026-03-02T14:30:00.000Z',
      dataAsOf: '2026-03-02T14:30:01.000Z',
      nodes: [
        {
          id: `evidence:${HASH}`,
          kind: 'evidence',
          label: 'bars',
          hash: HASH,
          source: 'alpaca bars',
          request: 'daily bars from 2025-11-02T14:30:00.000Z',
          fetchedAt: '2026-03-02T14:30:01.000Z',
          availableAt: '2026-03-02T14:30:01.000Z',
          bytes: 36211,
          body: `/v1/evidence/${HASH}`,
        },
        { id: 'part:AAPL:dailyBars', kind: 'part', label: 'dailyBars', symbol: 'AAPL', hash: HASH },
      ],
      edges: [{ from: `evidence:${HASH}`, to: 'part:AAPL:dailyBars', relation: 'holds' }],
      realizedPnl: '0',
    },
  });
export type CycleEvidenceBody = z.infer<typeof cycleEvidence>;
