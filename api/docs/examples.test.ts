import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { apiUnderTest } from '../testing/api-under-test.ts';

const api = apiUnderTest();
afterAll(() => api.close());

const schemaForm = z.looseObject({ $ref: z.string().optional(), example: z.unknown().optional() });
const holder = z.object({ content: z.record(z.string(), z.object({ schema: schemaForm })).optional() });
const operation = z.object({
  operationId: z.string(),
  requestBody: holder.optional(),
  responses: z.record(z.string(), holder),
});
const documentForm = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schemaForm) }),
});

/** The document, and the schema of every body and of every answer of success, in each of their content types. */
async function readDocument() {
  const json: unknown = await (await api.call('GET', '/openapi.json')).json();
  const document = documentForm.parse(json);
  const shown = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ operationId, requestBody, responses }) => {
      const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      const holders = [...(requestBody === undefined ? [] : [['body', requestBody] as const]), ...answers];
      return holders.flatMap(([what, { content = {} }]) =>
        Object.entries(content).map(([type, { schema }]) => ({
          what: `${operationId} ${what} ${type}`,
          schema: document.components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema,
        })),
      );
    }),
  );
  return { document, shown };
}

test('every request body and every answer of success has an example', async () => {
  const { shown } = await readDocument();
  expect(shown.length).toBeGreaterThan(120);
  expect(shown.filter(({ schema }) => schema.example === undefined).map(({ what }) => what)).toEqual([]);
});

test('every example is what its schema says', async () => {
  const { document, shown } = await readDocument();
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'document', ...document });
  const named = Object.entries(document.components.schemas).flatMap(([name, { example }]) => {
    const validate = ajv.getSchema(`document#/components/schemas/${name}`);
    if (example === undefined || validate?.(example) === true) return [];
    return [`${name}: ${ajv.errorsText(validate?.errors)}`];
  });
  expect(named).toEqual([]);
  const nameless = shown.filter(({ schema }) => schema['type'] === 'string');
  expect(nameless.filter(({ schema }) => typeof schema.example !== 'string')).toEqual([]);
});

test('an answer’s example is made of its parts: a page shows one item, as the item itself is shown', async () => {
  const { schemas } = (await readDocument()).document.components;
  for (const [page, item] of [
    ['OrderPage', 'Order'],
    ['AuditPage', 'AuditEntry'],
    ['StrategyPage', 'Strategy'],
  ]) {
    expect(schemas[page ?? '']?.example).toEqual({ items: [schemas[item ?? '']?.example], nextCursor: null });
  }
});

test('the docs page shows the examples of bodies and answers', async () => {
  const page = await (await api.call('GET', '/docs')).text();
  expect(page).toContain('Morning momentum');
  expect(page.match(/<summary>Example<\/summary>/g)?.length).toBeGreaterThan(110);
});
