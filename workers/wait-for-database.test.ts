import { expect, test } from 'vitest';
import { SourceOutage } from '../domain/outage.ts';
import { waitForDatabase } from './wait-for-database.ts';

const INPUT = { args: [], headers: {} };
const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** One attempt of a step whose work comes to each of these in turn; how often it worked, and what it came to. */
async function attempt(
  outcomes: readonly unknown[],
  { counted = true, seconds = 60, databaseBack = true } = {},
) {
  let worked = 0;
  const { inbound } = waitForDatabase(() => (databaseBack ? Promise.resolve() : Promise.reject(refused())))({
    info: {
      startToCloseTimeoutMs: seconds * 1_000,
      ...(counted ? { retryPolicy: { maximumAttempts: 2 } } : {}),
    },
    cancellationSignal: new AbortController().signal,
  });
  const execute = inbound.execute?.bind(inbound);
  if (execute === undefined) throw new Error('no interceptor');
  const result = await execute(INPUT, () => {
    const outcome = outcomes[worked];
    worked += 1;
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  }).catch((error: unknown) => error);
  return { worked, result };
}

test('a counted attempt waits for the database and works again', async () => {
  expect(await attempt([refused(), 'done'])).toEqual({ worked: 2, result: 'done' });
});

test('a step that is repeated for ever fails at once', async () => {
  const error = refused();
  expect(await attempt([error, 'done'], { counted: false })).toEqual({ worked: 1, result: error });
});

test('an outside source whose socket was refused is not the database', async () => {
  const error = new SourceOutage(
    { source: 'edgar', request: 'GET /', kind: 'network', reason: 'refused' },
    { cause: refused() },
  );
  expect(await attempt([error, 'done'])).toEqual({ worked: 1, result: error });
});

test('a database that stays away costs the attempt its own error, in time', async () => {
  const error = refused();
  expect(await attempt([error, 'done'], { seconds: 4.2, databaseBack: false })).toEqual({
    worked: 1,
    result: error,
  });
});
