import { describe, expect, it } from 'vitest';
import { describeStack } from './stack-file.ts';

const addresses = {
  api: 'http://127.0.0.1:8080',
  temporal: '127.0.0.1:7233',
  temporalUi: undefined,
  postgres: 'postgres://x',
  nats: 'nats://127.0.0.1:4222',
  sandbox: undefined,
};

describe('stack.json', () => {
  it('lists the processes that run, each with its start time', () => {
    const content = describeStack(
      new Map([
        ['worker', 41],
        ['api', 42],
      ] as const),
      addresses,
      (pid) => `at ${pid}`,
    );
    expect(content.processes).toEqual({ worker: [41], api: [42] });
    expect(content.startMarks).toEqual({ 41: 'at 41', 42: 'at 42' });
  });

  it('leaves out addresses of what does not exist', () => {
    expect(Object.keys(describeStack(new Map(), addresses, () => undefined).addresses)).toEqual([
      'api',
      'temporal',
      'postgres',
      'nats',
    ]);
  });
});
