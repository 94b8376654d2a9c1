import type { z } from '@hono/zod-openapi';

/**
 * A field that may be left out, and is never there with the value undefined. The OpenAPI generator takes a field for
 * optional only when its schema accepts undefined, which `exactOptional` does not; JSON cannot write undefined, so
 * what was parsed keeps the narrower type.
 */
export function mayBeLeftOut<Schema extends z.ZodType>(schema: Schema): z.ZodExactOptional<Schema>;
export function mayBeLeftOut(schema: z.ZodType): z.ZodType {
  return schema.optional();
}

/** Every field of a shape, each of which may be left out. */
export function allMayBeLeftOut<Shape extends Record<string, z.ZodType>>(
  shape: Shape,
): { readonly [Field in keyof Shape]: z.ZodExactOptional<Shape[Field]> };
export function allMayBeLeftOut(shape: Record<string, z.ZodType>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(shape).map(([field, schema]) => [field, schema.optional()]));
}
