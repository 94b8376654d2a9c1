import { describe, expect, it } from 'vitest';
import { inTime } from './in-time.ts';

const never = () => Promise.withResolvers<never>().promise;
const open = () => new AbortController().signal;

describe('a call within its time', () => {
  it('gives its answer', async () => {
    await expect(inTime(5_000, open(), () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('is waited for no longer, even when it does not listen', async () => {
    await expect(inTime(5, open(), never)).rejects.toMatchObject({ name: 'SourceOutage', kind: 'timeout' });
  });

  it('hears that its time is over', async () => {
    let heard: AbortSignal | undefined;
    const call = (signal: AbortSignal) => {
      heard = signal;
      return never();
    };
    await expect(inTime(5, open(), call)).rejects.toThrow('over 5 ms');
    expect(heard?.aborted).toBe(true);
  });

  it('ends with the reason of whoever ends it', async () => {
    const controller = new AbortController();
    const answer = inTime(5_000, controller.signal, never);
    controller.abort(new Error('the worker stops'));
    await expect(answer).rejects.toThrow('the worker stops');
    await expect(inTime(5_000, controller.signal, never)).rejects.toThrow('the worker stops');
  });
});
