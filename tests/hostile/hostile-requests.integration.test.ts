import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problem } from '../../api/contract/problem.ts';
import { type ApiOnServers, apiOnServers } from '../../api/testing/api-on-servers.ts';
import { openSessionOf } from '../authorization/open-session-of.ts';
import { type AskedFor, requestOf } from '../authorization/requests.ts';
import { aWorld, type World } from '../authorization/world.ts';
import {
  FOREIGN_FIELDS,
  HEADERS,
  HOSTILE_HEADERS,
  HOSTILE_JSON,
  HOSTILE_PARAMETERS,
  WRONG_BODIES,
  WRONG_CONTENT_TYPES,
} from './attacks/requests.ts';
import { type DocumentedOperation, documentedOperations } from './document-operations.ts';

/** Nobody waits for a worker that is not there. */
const WITHOUT_WORKER = {
  acknowledgementTimeoutMs: 20,
  marketTimeoutMs: 20,
  lookTimeoutMs: 20,
  channelTrialTimeoutMs: 20,
};
/** A worker, Temporal in so short a time, or the bus: what is away here. */
const AWAY = new Set(['WORKER_UNAVAILABLE', 'TEMPORAL_UNAVAILABLE', 'EVENTS_UNAVAILABLE']);
const WITHIN_MS = 120_000;

let api: ApiOnServers;
let world: World;
let operations: readonly DocumentedOperation[];

beforeAll(async () => {
  api = await apiOnServers(WITHOUT_WORKER);
  world = await aWorld(api, 'owner');
  operations = await documentedOperations(api);
}, WITHIN_MS);
afterAll(() => api?.close());

interface Sent extends Omit<AskedFor, 'body'> {
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The status and code of the answer; a fault, or an answer that is no problem, stands out as itself. */
async function answerTo({ method, path, body, headers = {} }: Sent): Promise<string> {
  const { cookie } = await openSessionOf(api.db, world.userId);
  const request = new Request(`http://localhost${path}`, {
    method,
    headers: {
      cookie,
      'idempotency-key': crypto.randomUUID(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  });
  const response = await api.app.request(request, undefined, {
    incoming: { socket: { remoteAddress: '127.0.0.1' } },
  });
  if (response.status < 400) {
    await response.body?.cancel();
    return 'taken';
  }
  const type = response.headers.get('content-type');
  const parsed = problem.safeParse(await response.json());
  if (type !== 'application/problem+json' || !parsed.success) return `${response.status} ${type}, no problem`;
  const { code } = parsed.data;
  if (response.status >= 500 && !AWAY.has(code)) return `a fault: ${response.status} ${code}`;
  return code;
}

const wellAnswered = /^(taken|[A-Z][A-Z_]+)$/;
const withBody = () => operations.filter(({ takesBody }) => takesBody);
const bodyOf = (route: string): Readonly<Record<string, unknown>> => {
  const { body } = requestOf(route, world);
  return typeof body === 'object' && body !== null ? { ...body } : {};
};
/** The body with these fields before its own, as JSON is written by hand. */
const written = (fields: readonly (readonly [string, string])[], route: string) =>
  `{${[
    ...fields,
    ...Object.entries(bodyOf(route)).map(([key, value]) => [key, JSON.stringify(value)] as const),
  ]
    .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
    .join(',')}}`;

/** Routes that pass on what they do not know: Temporal's own protocol. */
const LOOSE = 'POST /codec/decode';

describe('a request that is not right', () => {
  test('has a body that no route takes: refused with the code of what is wrong', {
    timeout: WITHIN_MS,
  }, async () => {
    const answers: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const { route } of withBody()) {
      const { method, path } = requestOf(route, world);
      for (const [name, [body, code]] of Object.entries(WRONG_BODIES)) {
        wanted[`${route}: ${name}`] = route === LOOSE && name === 'too large' ? 'INVALID_REQUEST' : code;
        answers[`${route}: ${name}`] = await answerTo({ method, path, body });
      }
      for (const type of WRONG_CONTENT_TYPES) {
        wanted[`${route}: ${type}`] = 'UNSUPPORTED_MEDIA_TYPE';
        const headers = { 'content-type': type };
        answers[`${route}: ${type}`] = await answerTo({ method, path, body: written([], route), headers });
      }
      wanted[`${route}: not UTF-8`] = 'MALFORMED_JSON';
      answers[`${route}: not UTF-8`] = await answerTo({
        method,
        path,
        body: Uint8Array.of(0xff, 0xfe, 0x7b),
      });
      if (route === LOOSE) continue;
      wanted[`${route}: chunked, without an end`] = 'BODY_TOO_LARGE';
      answers[`${route}: chunked, without an end`] = await answerTo({ method, path, body: endless() });
    }
    expect(answers).toEqual(wanted);
    expect(withBody().length).toBeGreaterThan(20);
  });

  test('has a field that is not one of the body’s: refused, also where JavaScript means something by it', {
    timeout: WITHIN_MS,
  }, async () => {
    const taken: string[] = [];
    for (const { route } of withBody().filter((one) => one.route !== LOOSE)) {
      const { method, path } = requestOf(route, world);
      for (const field of FOREIGN_FIELDS.filter(
        (one) => !(one in bodyOf(route)) || Object.hasOwn(Object.prototype, one),
      )) {
        const answer = await answerTo({ method, path, body: written([[field, '{"role":"owner"}']], route) });
        if (answer !== 'INVALID_REQUEST') taken.push(`${route} ${JSON.stringify(field)}: ${answer}`);
      }
    }
    expect(taken).toEqual([]);
  });

  test('has a value of any other kind: taken or refused with a code, never a fault', {
    timeout: WITHIN_MS,
  }, async () => {
    const faults: string[] = [];
    for (const { route } of withBody()) {
      const { method, path } = requestOf(route, world);
      for (const field of Object.keys(bodyOf(route))) {
        for (const value of HOSTILE_JSON) {
          const rest = Object.entries(bodyOf(route)).filter(([key]) => key !== field);
          const body = `{${[...rest.map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`), `${JSON.stringify(field)}:${value}`].join(',')}}`;
          const answer = await answerTo({ method, path, body });
          if (!wellAnswered.test(answer)) faults.push(`${route} ${body.slice(0, 200)}: ${answer}`);
        }
      }
    }
    expect(faults.slice(0, 20)).toEqual([]);
  });

  test('has a query or an address of any kind: taken or refused with a code, never a fault', {
    timeout: WITHIN_MS,
  }, async () => {
    const faults: string[] = [];
    const twice: string[] = [];
    const tryIt = async (route: string, sent: Sent) => {
      const answer = await answerTo(sent);
      if (!wellAnswered.test(answer)) faults.push(`${route} as ${sent.path.slice(0, 200)}: ${answer}`);
      return answer;
    };
    for (const { route, parameters } of operations.filter((one) => one.route.includes(' /v1/'))) {
      const { method, path, body } = requestOf(route, world);
      const send = body === undefined ? {} : { body: JSON.stringify(body) };
      const [address = '', query] = path.split('?');
      const [, template = ''] = route.split(' ');
      for (const value of HOSTILE_PARAMETERS) {
        if (template.includes('{')) {
          const wrong = template.replaceAll(/\{\w+\}/g, value === '' ? '%20' : value);
          await tryIt(route, { method, path: wrong, ...send });
        }
        for (const { name } of parameters.filter((one) => one.in === 'query')) {
          await tryIt(route, {
            method,
            path: `${path}${query === undefined ? '?' : '&'}${name}=${value}`,
            ...send,
          });
        }
      }
      for (const { name } of parameters.filter((one) => one.in === 'query')) {
        const answer = await tryIt(route, { method, path: `${address}?${name}=1&${name}=2`, ...send });
        if (answer !== 'INVALID_REQUEST') twice.push(`${route} ${name}: ${answer}`);
      }
    }
    expect(faults.slice(0, 20)).toEqual([]);
    expect(twice).toEqual([]);
  });

  test('has headers of any kind: taken or refused with a code, never a fault', {
    timeout: WITHIN_MS,
  }, async () => {
    const faults: string[] = [];
    for (const route of ['POST /v1/orders', 'GET /v1/events', 'GET /v1/evidence/{hash}', 'GET /v1/auth/me']) {
      const { method, path, body } = requestOf(route, world);
      const send = body === undefined ? {} : { body: JSON.stringify(body) };
      for (const name of HEADERS) {
        for (const value of HOSTILE_HEADERS) {
          const answer = await answerTo({ method, path, ...send, headers: { [name]: value } });
          if (!wellAnswered.test(answer)) faults.push(`${route} ${name}: ${value.slice(0, 40)}: ${answer}`);
        }
      }
    }
    expect(faults.slice(0, 20)).toEqual([]);
  });
});

/** Ten megabytes in pieces, for whoever reads on. */
function endless(): ReadableStream<Uint8Array> {
  let left = 1_280;
  return new ReadableStream({
    pull(controller) {
      left -= 1;
      if (left === 0) controller.close();
      else controller.enqueue(new Uint8Array(8_192).fill(0x20));
    },
  });
}
