import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Caller, FailedLogin, User } from './identity/caller.ts';
import { invalidRequest } from './problem.ts';

export interface ApiEnv {
  readonly Bindings: HttpBindings;
  readonly Variables: {
    requestId: string;
    /** Where the request comes from. */
    address: string;
    /** Set together, behind `authorize` on every route that is not public. */
    user: User;
    caller: Caller | undefined;
    /** Whose login has just failed, as far as that is known. */
    failedLogin: FailedLogin | undefined;
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
