import { OpenAPIHono } from '@hono/zod-openapi';
import type { UserRole } from '../domain/approval/order-approval.ts';
import { invalidRequest } from './problem.ts';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: UserRole;
}

export interface ApiEnv {
  readonly Variables: {
    requestId: string;
    user: User;
    /** `key:<id>` or `session:<id>`, for the audit log. */
    credential?: string;
  };
}

export type ApiApp = OpenAPIHono<ApiEnv>;

/** An empty group of routes whose invalid requests end as problems. */
export function newApp(): ApiApp {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error, result.target);
    },
  });
}
