import { z } from 'zod';
import type { ApiUnderTest } from '../../api/testing/api-under-test.ts';

const body = z.looseObject({ $ref: z.string().optional() });
const operation = z.object({
  operationId: z.string(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: body })) }).optional(),
});
const document = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });

export interface DocumentedOperation {
  /** As the authorization matrix names it: `GET /v1/orders/{id}`. */
  readonly route: string;
  readonly operationId: string;
  readonly takesBody: boolean;
  /** The name of the schema of its body. */
  readonly bodyName: string | undefined;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

/** What the API's own document says that it can be asked. */
export async function documentedOperations(api: ApiUnderTest): Promise<readonly DocumentedOperation[]> {
  const { paths } = document.parse(await (await api.call('GET', '/openapi.json')).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters, requestBody }]) => ({
      route: `${method.toUpperCase()} ${path}`,
      operationId,
      takesBody: requestBody !== undefined,
      bodyName: requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1),
      parameters,
    })),
  );
}
