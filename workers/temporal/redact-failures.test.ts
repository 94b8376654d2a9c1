import { expect, test } from 'vitest';
import { createRedact } from '../../telemetry/redact.ts';
import { redactFailures } from './redact-failures.ts';

test('a failure and its causes lose the secrets in their texts, and nothing else', async () => {
  const { inbound } = redactFailures(createRedact(['canary-of-the-broker']))();
  const cause = new TypeError('sent canary-of-the-broker');
  const thrown = new RangeError('outer canary-of-the-broker', { cause });
  const input = { args: [], headers: {} };
  const execute = inbound.execute?.bind(inbound);
  if (execute === undefined) throw new Error('no interceptor');
  const caught: unknown = await execute(input, () => Promise.reject(thrown)).catch((error: unknown) => error);
  expect(caught).toBe(thrown);
  expect(thrown.cause).toBe(cause);
  expect([thrown.message, cause.message]).toEqual(['outer [redacted]', 'sent [redacted]']);
  expect(`${thrown.stack}${cause.stack}`).not.toContain('canary');
  expect(thrown.stack).toContain('redact-failures.test.ts');
});
