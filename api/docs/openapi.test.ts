import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiUnderTest } from '../testing/api-under-test.ts';

const api = apiUnderTest();
afterAll(() => api.close());

const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()).min(1),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
  security: z.array(z.unknown()).optional(),
});
const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

async function readDocument() {
  const response = await api.call('GET', '/openapi.json');
  expect(response.status).toBe(200);
  const json: unknown = await response.json();
  return { json, document: documentSchema.parse(json) };
}

/** For browsers, and the document itself. */
const PAGES: ReadonlySet<string> = new Set(['/openapi.json', '/docs', '/login']);

describe('the OpenAPI document', () => {
  test('describes every route of the app', async () => {
    const { document } = await readDocument();
    const undocumented = api.app.routes
      .filter(({ method, path }) => method !== 'ALL' && !PAGES.has(path))
      .map(({ method, path }) => [method.toLowerCase(), path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')] as const)
      .filter(([method, path]) => document.paths[path]?.[method] === undefined);
    expect(undocumented).toEqual([]);
    expect(Object.keys(document.paths).length).toBeGreaterThan(15);
  });

  test('has no reference that leads nowhere', async () => {
    const { json, document } = await readDocument();
    const references = [...JSON.stringify(json).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    const dangling = references.filter(([, name]) => !(String(name) in document.components.schemas));
    expect(dangling).toEqual([]);
  });

  test('describes no name as null, and no answer by parts that exclude one another', async () => {
    const { document } = await readDocument();
    const wrong = Object.entries(document.components.schemas).filter(([, schema]) =>
      /^{"(allOf|type":\[[^\]]*"null")/.test(JSON.stringify(schema)),
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  test('names every operation once and documents its problems', async () => {
    const { document } = await readDocument();
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((one) => ({ path, ...one })),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const silent = operations
      .filter(({ path }) => path.startsWith('/v1/'))
      .filter(({ responses }) => ['400', '401', '500', '503'].some((status) => !(status in responses)));
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
  });

  test('describes fields that may be left out, defaults and examples', async () => {
    const { document } = await readDocument();
    const schemas = z
      .record(
        z.string(),
        z.looseObject({ required: z.array(z.string()).optional(), example: z.unknown().optional() }),
      )
      .parse(document.components.schemas);
    expect(schemas['PlaceOrder']?.required).toEqual(['symbol', 'side', 'type', 'timeInForce']);
    expect(schemas['PlaceOrder']?.example).toMatchObject({ symbol: 'AAPL' });
  });
});

describe('the docs page', () => {
  test('needs no script and no other machine', async () => {
    const response = await api.call('GET', '/docs');
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    // Examples may name an address: text, which nothing is loaded from.
    expect(page).not.toMatch(/<script|https?:\/\/(?!example\.com)|href="https?:|src=|@import|url\(/i);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('shows every operation and every problem code', async () => {
    const { document } = await readDocument();
    const page = await (await api.call('GET', '/docs')).text();
    for (const path of Object.keys(document.paths)) expect(page).toContain(path);
    expect(page).toContain('EMPTY_UNIVERSE');
  });
});
