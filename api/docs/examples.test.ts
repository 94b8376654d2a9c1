import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { apiUnderTest } from '../testing/api-under-test.ts';
import { ANSWER_EXAMPLES } from './answer-examples.ts';

const api = apiUnderTest();
afterAll(() => api.close());

const media = z.object({ schema: z.looseObject({ $ref: z.string().optional() }) });
const operation = z.object({
  operationId: z.string(),
  requestBody: z.object({ content: z.object({ 'application/json': media }) }).optional(),
});
const documentForm = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.looseObject({ example: z.unknown().optional() })),
  }),
});
const readDocument = async () => {
  const json: unknown = await (await api.call('GET', '/openapi.json')).json();
  return documentForm.parse(json);
};

test('every request body of the document has an example, and so has every main answer', async () => {
  const { paths, components } = await readDocument();
  const without = Object.values(paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ operationId, requestBody }) => {
      const name = requestBody?.content['application/json'].schema.$ref?.split('/').at(-1);
      if (requestBody === undefined) return [];
      return name === undefined || components.schemas[name]?.example === undefined ? [operationId] : [];
    }),
  );
  expect(without).toEqual([]);
  expect(
    Object.keys(ANSWER_EXAMPLES).filter((name) => components.schemas[name]?.example === undefined),
  ).toEqual([]);
});

test('every example is what its schema says', async () => {
  const document = await readDocument();
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'document', ...document });
  const wrong = Object.entries(document.components.schemas).flatMap(([name, { example }]) => {
    const validate = ajv.getSchema(`document#/components/schemas/${name}`);
    if (example === undefined || validate?.(example) === true) return [];
    return [`${name}: ${ajv.errorsText(validate?.errors)}`];
  });
  expect(wrong).toEqual([]);
});

test('the docs page shows the examples of bodies and answers', async () => {
  const page = await (await api.call('GET', '/docs')).text();
  expect(page).toContain('Morning momentum');
  expect(page.match(/<summary>Example<\/summary>/g)?.length).toBeGreaterThan(40);
});
