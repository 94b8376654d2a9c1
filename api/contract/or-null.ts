import { z } from '@hono/zod-openapi';

/** A schema that has a name in the document, or null: `.nullable()` would describe the name itself as nullable. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.null()]);
}
