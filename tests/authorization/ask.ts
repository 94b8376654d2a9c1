import { problem } from '../../api/contract/problem.ts';
import type { ApiUnderTest, Call } from '../../api/testing/api-under-test.ts';
import { type Answer, LET_IN, rowOf } from './matrix.ts';
import { requestOf } from './requests.ts';
import type { World } from './world.ts';

/** No worker is there: a question to one is not to be waited for. */
export const WITHOUT_WORKER = {
  temporalTimeoutMs: 20_000,
  acknowledgementTimeoutMs: 50,
  marketTimeoutMs: 50,
  lookTimeoutMs: 50,
  channelTrialTimeoutMs: 50,
};

/** How a route answers that needs a worker while there is none. */
const NOBODY_THERE: ReadonlySet<Answer> = new Set<Answer>([
  202,
  'WORKER_UNAVAILABLE',
  'TEMPORAL_UNAVAILABLE',
]);

/** Sends the request of a row about what `of` owns, by these credentials. */
export async function ask(
  api: ApiUnderTest,
  row: string,
  of: World,
  by: Call,
): Promise<{ readonly answer: Answer; readonly text: string }> {
  const { method, path, body } = requestOf(row, of);
  const headers = { 'idempotency-key': crypto.randomUUID(), ...by.headers };
  const response = await api.call(method, path, { ...by, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  return { answer: answerOf(row, response, text), text };
}

/** What a response to a row is in the words of the matrix. */
export function answerOf(row: string, response: Response, text: string): Answer {
  const answer = response.ok ? response.status : problem.parse(JSON.parse(text)).code;
  return rowOf(row).owner === LET_IN && NOBODY_THERE.has(answer) ? LET_IN : answer;
}

/** What each of the rows is answered with, to compare all of them at once. */
export async function answersOf(
  rows: readonly string[],
  one: (row: string) => Promise<Answer>,
): Promise<Readonly<Record<string, Answer>>> {
  const answers: Record<string, Answer> = {};
  for (const row of rows) answers[row] = await one(row);
  return answers;
}
