import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Account } from './ledger/account.ts';
import type { Refusal } from './refusal.ts';

export interface TradingEnv {
  readonly Variables: { readonly account: Account };
}

/** Writes a refusal in Alpaca's error shape. */
export function refuse(c: Context, refusal: Refusal): Response {
  const code = refusal.code === undefined ? {} : { code: refusal.code };
  const status: ContentfulStatusCode = refusal.status;
  return c.json({ ...code, message: refusal.message, ...refusal.facts }, status);
}

/** The JSON body of a request; undefined when it is not JSON. */
export async function readBody(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}

/** A flag of a query, in the spellings that Alpaca takes: its own Python client sends `True`. */
export function isTrue(flag: string | undefined): boolean {
  return flag !== undefined && /^(true|t|1)$/i.test(flag);
}
