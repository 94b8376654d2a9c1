import { describe, expect, test } from 'vitest';
import { createRedact } from './redact.ts';

describe('redaction', () => {
  const redact = createRedact(['pa$$"word/1', 'local', 'plain-secret-1']);

  test.each([
    ['as it is', 'failed with plain-secret-1 in it'],
    ['in JSON', JSON.stringify({ text: 'pa$$"word/1' })],
    ['in an address', `https://x/?q=${encodeURIComponent('pa$$"word/1')}`],
    ['after Bearer', 'authorization: Bearer unknown-token-123'],
    ['in a database’s address', 'postgres://me:hunter2@localhost/x'],
    ['of a provider', 'key sk-ant-1234567890abcdefgh'],
    ['of the broker', 'key PKABCDEFGHIJ12345678'],
    ['of ours', 'key af_abcdefghijklmnopqrstuvwx'],
  ])('blanks a secret %s', (_, text) => {
    const blanked = redact(text);
    expect(blanked).toContain('[redacted]');
    expect(blanked).not.toMatch(
      /plain-secret|word\/1|word%2F1|unknown-token|hunter2|1234567890abc|ABCDEFGHIJ|af_abc/,
    );
  });

  test('leaves words, ids and numbers alone', () => {
    const text = '{"requestId":"0198f0a2-7a3e","path":"/v1/orders/m-local","task":"PK of a table","ms":12}';
    expect(redact(text)).toBe(text);
  });

  test('keeps a line of JSON a line of JSON', () => {
    const line = JSON.stringify({ url: 'postgres://me:hunter2@localhost/x', note: 'Bearer abcdefgh"' });
    expect(JSON.parse(redact(line))).toEqual({
      url: 'postgres://me:[redacted]@localhost/x',
      note: 'Bearer [redacted]"',
    });
  });
});
