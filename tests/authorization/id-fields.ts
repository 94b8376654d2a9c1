import { z } from 'zod';
import type { ApiUnderTest } from '../../api/testing/api-under-test.ts';

/** Ids, and what carries them along: `accountId`, `cycleIds`, a cursor. */
const NAMES_SOMETHING = /(^id|Ids?|^cursor)$/;

type Schema = Readonly<Record<string, unknown>>;
const record = z.record(z.string(), z.unknown());
const content = z.object({ content: z.record(z.string(), z.object({ schema: record })) });
const operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: content.optional(),
});
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), record) }),
});

/**
 * Every id that may be given besides those of the address, by the API's own document: `GET /v1/orders?accountId`, or
 * `POST /v1/orders accountId` for a field of the body, `terms.accountId` for one within.
 */
export async function idFields(api: ApiUnderTest): Promise<readonly string[]> {
  const { paths, components } = document.parse(await (await api.call('GET', '/openapi.json')).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters, requestBody }]) => {
      const route = `${method.toUpperCase()} ${path}`;
      const asked = parameters.filter(({ in: place }) => place === 'query').map(({ name }) => `?${name}`);
      const bodies = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
      const fields = bodies
        .flatMap((schema) => fieldsOf(schema, components.schemas))
        .map((field) => ` ${field}`);
      const named = [...asked, ...fields].filter((name) =>
        NAMES_SOMETHING.test(name.slice(1).split('.').at(-1) ?? ''),
      );
      return [...new Set(named)].map((name) => `${route}${name}`);
    }),
  );
}

function fieldsOf(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  within: readonly string[] = [],
): string[] {
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    const name = ref.split('/').at(-1) ?? '';
    const named = schemas[name];
    return named === undefined || within.includes(name) ? [] : fieldsOf(named, schemas, [...within, name]);
  }
  const own = Object.entries(record.catch({}).parse(schema['properties'])).flatMap(([name, field]) => [
    name,
    ...fieldsOf(record.parse(field), schemas, within).map((inner) => `${name}.${inner}`),
  ]);
  const forms = ['anyOf', 'oneOf', 'allOf'].flatMap((way) => z.array(record).catch([]).parse(schema[way]));
  const items = record.safeParse(schema['items']);
  const parts = items.success ? [...forms, items.data] : forms;
  return [...own, ...parts.flatMap((part) => fieldsOf(part, schemas, within))];
}
