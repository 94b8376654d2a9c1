import type { OpenApiDocument } from './openapi.ts';
import { nameIn, recordOf } from './schema-parts.ts';

/** One operation of the document, its schemas written out for reading. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly place: string;
    readonly description: string;
  }[];
  readonly body: string | undefined;
  /** Of the body, as JSON. */
  readonly bodyExample: string | undefined;
  readonly responses: readonly {
    readonly status: string;
    readonly description: string;
    readonly schema: string | undefined;
    readonly example: string | undefined;
  }[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** Deeper than this a schema is written by its name. */
const DEPTH_MAX = 4;

export function operationsOf(document: OpenApiDocument): readonly Operation[] {
  const schemas: Readonly<Record<string, unknown>> = document.components?.schemas ?? {};
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): Operation[] => {
      const operation = item[method];
      if (operation === undefined) return [];
      return [
        {
          id: operation.operationId ?? `${method} ${path}`,
          method,
          path,
          tag: operation.tags?.[0] ?? 'other',
          summary: operation.summary ?? '',
          description: operation.description ?? '',
          parameters: (operation.parameters ?? []).flatMap(parameterOf),
          body: readable(schemaIn(operation.requestBody), schemas),
          bodyExample: exampleOf(schemaIn(operation.requestBody), schemas),
          responses: Object.entries(recordOf(operation.responses)).map(([status, response]) => ({
            status,
            description: textOf(recordOf(response)['description']),
            schema: isSuccess(status) ? readable(schemaIn(response), schemas) : undefined,
            example: isSuccess(status) ? exampleOf(schemaIn(response), schemas) : undefined,
          })),
        },
      ];
    }),
  );
}

function parameterOf(parameter: object): Operation['parameters'] {
  const { name, in: place, required, description } = recordOf(parameter);
  if (typeof name !== 'string' || typeof place !== 'string') return [];
  return [
    { name, place: required === true ? `${place}, required` : place, description: textOf(description) },
  ];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

function schemaIn(holder: unknown): unknown {
  return recordOf(Object.values(recordOf(recordOf(holder)['content']))[0])['schema'];
}

function readable(schema: unknown, schemas: Readonly<Record<string, unknown>>): string | undefined {
  return schema === undefined ? undefined : JSON.stringify(resolved(schema, schemas, 0), null, 2);
}

/** The example of a schema, its own or its name’s. */
function exampleOf(schema: unknown, schemas: Readonly<Record<string, unknown>>): string | undefined {
  const ref = recordOf(schema)['$ref'];
  const named = typeof ref === 'string' ? schemas[nameIn(ref)] : schema;
  const { example } = recordOf(named);
  if (typeof example === 'string') return example;
  return example === undefined ? undefined : JSON.stringify(example, null, 2);
}

function resolved(value: unknown, schemas: Readonly<Record<string, unknown>>, depth: number): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, schemas, depth));
  if (typeof value !== 'object' || value === null) return value;
  const ref = recordOf(value)['$ref'];
  if (typeof ref === 'string') {
    const name = nameIn(ref);
    return depth >= DEPTH_MAX ? name : resolved(schemas[name], schemas, depth + 1);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, schemas, depth)]));
}
