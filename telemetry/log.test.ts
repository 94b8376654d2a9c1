import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createLogger } from './log.ts';

function capture() {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, logger: createLogger({ name: 'unit', level: 'info' }, sink) };
}

describe('log', () => {
  test('a line is one JSON object with name, time in RFC 3339 and message', () => {
    const { lines, logger } = capture();
    logger.info({ symbol: 'AAPL' }, 'hello');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      name: 'unit',
      symbol: 'AAPL',
      msg: 'hello',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  test('credentials never reach the log, at the top or nested, in fields or in headers', () => {
    const { lines, logger } = capture();
    logger.info({
      secret: 'S3CRET-1',
      credentials: { keyId: 'S3CRET-2' },
      request: { headers: { authorization: 'Bearer S3CRET-3', 'APCA-API-SECRET-KEY': 'S3CRET-4' } },
      account: { keyId: 'S3CRET-5', apiKey: 'S3CRET-6' },
    });
    logger.child({ secretKey: 'S3CRET-7' }).info('child');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('S3CRET');
    expect(lines.join('')).toContain('[redacted]');
  });

  test('an error keeps its cause', () => {
    const { lines, logger } = capture();
    logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed');
    expect(lines[0]).toContain('inner');
  });

  test('nothing below the level is written', () => {
    const { lines, logger } = capture();
    logger.debug('quiet');
    expect(lines).toHaveLength(0);
  });
});
