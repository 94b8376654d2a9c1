import { instantOf } from '../calendar/new-york-day.ts';
import type { Timestamp } from '../market.ts';
import type { ClientOrderId } from '../order.ts';

/** The broker takes no more. */
const LENGTH_MAX = 128;
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * The id of one order of a cycle: `c-<strategyId>-<asOf>-<symbol>-<leg>`. It depends on what is wanted and on nothing
 * that a retry, a reset or a restart changes; two different orders never share one.
 * @throws RangeError when it would be longer than the broker takes, or `asOf` is not a time.
 */
export function cycleOrderId(order: {
  readonly strategyId: string;
  readonly asOf: Timestamp;
  readonly symbol: string;
  readonly leg: string;
}): ClientOrderId {
  // Only the strategy's part may hold a hyphen, so that the id reads in one way only.
  const { strategyId, asOf, symbol, leg } = order;
  return clientOrderId(
    `c-${escaped(strategyId)}-${compact(asOf)}-${withoutHyphens(symbol)}-${withoutHyphens(leg)}`,
  );
}

/**
 * The id of one order that a person placed: `m-<userId>-<keyDigest>`. `keyDigest` is the SHA-256 of the idempotency
 * key in hexadecimal, because a key may be any text.
 */
export function manualOrderId(order: { readonly userId: string; readonly keyDigest: string }): ClientOrderId {
  if (!DIGEST.test(order.keyDigest))
    throw new RangeError('the digest of an idempotency key is 64 hexadecimal digits');
  return clientOrderId(`m-${escaped(order.userId)}-${order.keyDigest}`);
}

/**
 * The id of the order that takes another's place: `r-<digest>`. `digest` is the SHA-256, in hexadecimal, of the
 * replaced order's id and the idempotency key, so that the same request never makes a second replacement.
 */
export function replacementOrderId(digest: string): ClientOrderId {
  if (!DIGEST.test(digest)) throw new RangeError('the digest of a replacement is 64 hexadecimal digits');
  return clientOrderId(`r-${digest}`);
}

/** The id of the order that closes `symbol` among all positions: `<manual order id>-<symbol>`. */
export function closeAllOrderId(
  request: { readonly userId: string; readonly keyDigest: string },
  symbol: string,
): ClientOrderId {
  return clientOrderId(`${manualOrderId(request)}-${withoutHyphens(symbol)}`);
}

/** Reads an id that was made before. @throws RangeError for text that this project would not have made. */
export function clientOrderId(text: string): ClientOrderId {
  if (!isClientOrderId(text)) throw new RangeError(`not a client order id: ${JSON.stringify(text)}`);
  return text;
}

/** True for text that can be a client order id: 1 to 128 letters, digits, dots, hyphens and underscores. */
export function isClientOrderId(text: string): text is ClientOrderId {
  return text.length <= LENGTH_MAX && /^[A-Za-z0-9._-]+$/.test(text);
}

/** `2026-01-05T14:30:00.000Z` is `20260105T143000Z`; milliseconds stay where there are any. */
function compact(asOf: Timestamp): string {
  return new Date(instantOf(asOf)).toISOString().replaceAll(/[-:]/g, '').replace('.000Z', 'Z');
}

/** Any other character becomes its code point between underscores: `BTC/USD` is `BTC_2f_USD`. */
function escaped(text: string): string {
  return text.replaceAll(
    /[^A-Za-z0-9.-]/gu,
    (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}_`,
  );
}

function withoutHyphens(text: string): string {
  return escaped(text).replaceAll('-', '_2d_');
}
