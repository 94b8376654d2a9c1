import type { z } from '@hono/zod-openapi';
import type { UserRow } from '../../db/schema.ts';
import type { user } from '../contract/auth.ts';

export function userView(row: UserRow): z.infer<typeof user> {
  const { id, email, displayName, role, twoFactorEnabled, createdAt } = row;
  return { id, email, displayName, role, twoFactorEnabled, createdAt: createdAt.toISOString() };
}
