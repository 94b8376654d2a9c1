/** An answer in Alpaca's error shape: `{"code", "message", ...facts}` with its HTTP status. */
export interface Refusal {
  readonly refused: true;
  readonly status: 400 | 401 | 403 | 404 | 422;
  readonly code: number | undefined;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

function refusal(
  status: Refusal['status'],
  code: number | undefined,
  message: string,
  facts: Readonly<Record<string, unknown>> = {},
): Refusal {
  return { refused: true, status, code, message, facts };
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

/** The body is not JSON, or a query parameter does not read. */
export const malformedRequest = (message: string): Refusal => refusal(400, 40010000, message);
/** The fields do not make an order. Alpaca sends this code, which looks like a 400, with status 422. */
export const invalidOrder = (message: string): Refusal => refusal(422, 40010001, message);
/** The order reads well and cannot be taken as it is. */
export const unprocessable = (message: string, facts: Readonly<Record<string, unknown>> = {}): Refusal =>
  refusal(422, 42210000, message, facts);
/** The account does not allow it. */
export const forbidden = (message: string, facts: Readonly<Record<string, unknown>> = {}): Refusal =>
  refusal(403, 40310000, message, facts);
export const notFound = (message: string): Refusal => refusal(404, 40410000, message);
export const noCredentials = (): Refusal => refusal(403, undefined, 'forbidden.');
export const badCredentials = (): Refusal => refusal(401, undefined, 'unauthorized.');
