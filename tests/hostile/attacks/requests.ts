/** Text that PostgreSQL does not keep, that no encoding has, or that reads as something else. */
export const HOSTILE_TEXTS: readonly string[] = [
  'a\u0000b',
  '\u0000',
  '\ud800',
  '\udfff x',
  "'; drop table users; --",
  '\u202egnirts',
  '\ufeff',
  '../../../etc/passwd',
  '%00',
  'a'.repeat(3_000),
  '',
  ' ',
];

/** Written as they are, because JSON.stringify would not. */
export const HOSTILE_JSON: readonly string[] = [
  ...HOSTILE_TEXTS.map((text) => JSON.stringify(text)),
  'null',
  'true',
  '0',
  '-1',
  '1e400',
  '-1e400',
  '1e-400',
  '12345678901234567890123456789012345678901234567890',
  '0.1',
  '[]',
  '{}',
  '[null]',
  '{"__proto__":null}',
  '"NaN"',
  '"Infinity"',
  '"1e9"',
  '"-0"',
  '"2026-02-30T00:00:00Z"',
  '"0000-01-01T00:00:00Z"',
  '"9999-12-31T23:59:60Z"',
  '"2026-11-20T15:00:00+99:99"',
];

const DEEP = 30_000;
/** Bodies that are no body of any route, and the code that says so. */
export const WRONG_BODIES: Readonly<Record<string, readonly [body: string, code: string]>> = {
  'cut off': ['{"a":', 'MALFORMED_JSON'],
  empty: ['', 'MALFORMED_JSON'],
  'not JSON': ['<a/>', 'MALFORMED_JSON'],
  'two values': ['{} {}', 'MALFORMED_JSON'],
  'a list': ['[]', 'INVALID_REQUEST'],
  null: ['null', 'INVALID_REQUEST'],
  'a number': ['1', 'INVALID_REQUEST'],
  'a text': ['"{}"', 'INVALID_REQUEST'],
  'deep lists': [`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`, 'INVALID_REQUEST'],
  'too large': [`{"a":"${'x'.repeat(70_000)}"}`, 'BODY_TOO_LARGE'],
};

/** Fields that no body takes from outside. */
export const FOREIGN_FIELDS: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'userId',
  'role',
  'mode',
  'createdAt',
  '',
  'a\u0000b',
  '\ud800',
];

/** Content types that are not JSON in UTF-8. */
export const WRONG_CONTENT_TYPES: readonly string[] = [
  'text/plain',
  'text/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json; charset=utf-8; charset=utf-16',
  'application/jsonp',
  'application/json, text/plain',
  'x',
];

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Values of a query or a path, encoded as they travel. */
export const HOSTILE_PARAMETERS: readonly string[] = [
  ...HOSTILE_TEXTS.map((text) => encodeURIComponent(text.toWellFormed())),
  '%00',
  '%ED%A0%80',
  '%FF',
  '%',
  '%zz',
  '-1',
  '0',
  '1e3',
  '0x10',
  'NaN',
  'Infinity',
  '99999999999999999999',
  '2026-02-30',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  cursorOf([]),
  cursorOf(['2026-02-30T00:00:00.000Z', 'x']),
  cursorOf(['0000-01-01T00:00:00.000Z', '00000000-0000-0000-0000-000000000000']),
  cursorOf(['9999999999999999999']),
  cursorOf([{}, null]),
  cursorOf({ __proto__: 1 }),
  'AAAA',
  '=',
  'a,b,,c',
  '*',
];

/** Headers that something here reads. */
export const HEADERS: readonly string[] = [
  'idempotency-key',
  'authorization',
  'cookie',
  'last-event-id',
  'if-none-match',
  'x-request-id',
  'x-forwarded-for',
  'origin',
  'accept',
  'range',
];
export const HOSTILE_HEADERS: readonly string[] = [
  'é',
  '\u00ff\u00fe',
  'a'.repeat(8_000),
  '%00',
  '0',
  '-1',
  '*',
  '"',
  'Bearer é',
  '99999999999999999999',
];
