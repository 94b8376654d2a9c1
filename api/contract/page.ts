import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';

export const PAGE_LIMIT_MAX = 200;
export const PAGE_LIMIT_DEFAULT = 50;

/** Query fields of every list. A cursor is opaque: it comes from `nextCursor` of the page before. */
export const pageQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_LIMIT_MAX)
    .default(PAGE_LIMIT_DEFAULT)
    .openapi({ example: PAGE_LIMIT_DEFAULT, description: `Items on a page, 1 to ${PAGE_LIMIT_MAX}.` }),
  cursor: mayBeLeftOut(
    z
      .string()
      .min(1)
      .max(500)
      .regex(/^[A-Za-z0-9_-]+$/, 'must be a cursor that an earlier page gave'),
  ).openapi({ description: '`nextCursor` of the page before.' }),
});

/** `{items, nextCursor}`; `nextCursor` is null on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item, name: string) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() }).openapi(name);
}
