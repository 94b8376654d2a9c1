import type { z } from '@hono/zod-openapi';
import type { UserRow } from '../../db/schema.ts';
import type { person } from '../contract/users.ts';
import { userView } from './user-view.ts';

/** A user as an owner sees them. */
export function personView(row: UserRow): z.infer<typeof person> {
  return { ...userView(row), disabledAt: row.disabledAt?.toISOString() ?? null };
}
