import { z } from 'zod';
import type { ApiUnderTest } from '../../api/testing/api-under-test.ts';

const operation = z.object({
  operationId: z.string(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
    .default([]),
  requestBody: z.unknown().optional(),
});
const document = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });

export interface DocumentedOperation {
  /** As the authorization matrix names it: `GET /v1/orders/{id}`. */
  readonly route: string;
  readonly takesBody: boolean;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

/** What the API's own document says that it can be asked. */
export async function documentedOperations(api: ApiUnderTest): Promise<readonly DocumentedOperation[]> {
  const { paths } = document.parse(await (await api.call('GET', '/openapi.json')).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => ({
      route: `${method.toUpperCase()} ${path}`,
      takesBody: requestBody !== undefined,
      parameters,
    })),
  );
}
