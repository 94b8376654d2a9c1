import type { ApiError } from '@alpacahq/alpaca-trade-api';
import { z } from 'zod';
import type { BrokerRejection } from '../../domain/order.ts';
import { shownLine } from '../../domain/shown-text.ts';
import { parseExactJson } from '../http/exact-json.ts';

/** A sentence of the broker's, and what it names beside it. */
const TEXT_CHARS_MAX = 500;

const envelope = z.looseObject({
  message: z.string().min(1),
  code: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .nullish(),
});

/**
 * Alpaca's own error answer `{"code", "message", …}`; `undefined` when the body is not one, as from a proxy.
 * Everything beside code and message is kept as text under `facts`.
 */
export async function readErrorReply(error: ApiError): Promise<BrokerRejection | undefined> {
  let json: unknown;
  try {
    json = parseExactJson(await error.response.text());
  } catch {
    return undefined;
  }
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return undefined;
  const { message, code, ...rest } = parsed.data;
  const facts = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      shownLine(name, 100),
      shownLine(typeof value === 'string' ? value : JSON.stringify(value), TEXT_CHARS_MAX),
    ]),
  );
  return {
    httpStatus: error.status,
    message: shownLine(message, TEXT_CHARS_MAX),
    facts,
    ...(typeof code === 'number' ? { code } : {}),
  };
}
