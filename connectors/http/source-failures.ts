import type { OutageKind } from '../../domain/outage.ts';
import type { ScriptedReply } from './scripted-server.ts';

/** For tests: every way a JSON source fails, and the outage each must become. */
export const SOURCE_FAILURES: readonly {
  readonly name: string;
  readonly reply: ScriptedReply;
  readonly kind: OutageKind;
  readonly retryAfterMs?: number;
}[] = [
  { name: '401', reply: { status: 401, json: { message: 'unauthorized.' } }, kind: 'unauthorized' },
  { name: '403', reply: { status: 403, json: { message: 'forbidden.' } }, kind: 'unauthorized' },
  { name: '400', reply: { status: 400, json: { message: 'invalid symbol' } }, kind: 'refused' },
  { name: '404', reply: { status: 404, body: 'nothing here' }, kind: 'refused' },
  {
    name: '429 with Retry-After',
    reply: { status: 429, headers: { 'retry-after': '7' }, json: { message: 'rate limit exceeded' } },
    kind: 'rate-limited',
    retryAfterMs: 7_000,
  },
  { name: '500', reply: { status: 500, body: 'oops' }, kind: 'server-error' },
  { name: '503 in HTML', reply: { status: 503, body: '<html>down</html>' }, kind: 'server-error' },
  { name: 'an HTML page with 200', reply: { body: '<!doctype html><p>hello' }, kind: 'malformed' },
  { name: 'truncated JSON', reply: { body: '[{"date": "2026-0' }, kind: 'malformed' },
  { name: 'an empty body', reply: { body: '' }, kind: 'malformed' },
  { name: 'another type at the top', reply: { json: 'hello' }, kind: 'malformed' },
  { name: 'a connection cut midway', reply: 'cut-short', kind: 'network' },
  { name: 'a reset connection', reply: 'reset', kind: 'network' },
  { name: 'no answer at all', reply: 'hang', kind: 'timeout' },
  {
    name: 'a redirect',
    reply: { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
    kind: 'network',
  },
];
