import type { Context } from 'hono';
import type { FieldError } from '../faults/fault.ts';

/** 400 for a control whose body does not read: `{"code", "field", "message"}`. */
export function refuseControl(c: Context, { field, problem }: FieldError): Response {
  return c.json({ code: 'invalid_control', field, message: `${field} ${problem}` }, 400);
}
