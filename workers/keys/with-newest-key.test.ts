import { describe, expect, test } from 'vitest';
import { Secret } from '../../config/secret.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { KeyRing, RingKey } from './key-ring.ts';
import { withNewestKey } from './with-newest-key.ts';

const key = (version: number, isProven: boolean, secret: string | undefined = `v${version}`): RingKey => ({
  id: `id-${version}`,
  service: 'valyu',
  accountId: null,
  version,
  isProven,
  parts: secret === undefined ? undefined : { secret },
});
const unauthorized = () =>
  new SourceOutage({ source: 'valyu', request: 'search', kind: 'unauthorized', reason: 'no' });

/** Makes a call that the service takes with these secrets alone; gives what was tried and noted. */
async function tried(stored: readonly RingKey[], taken: readonly string[], env: Secret | 'stored') {
  const seen: string[] = [];
  const notes: string[] = [];
  const ring: KeyRing = {
    of: () => stored,
    noteUse: ({ id }) => void notes.push(`used ${id}`),
    changed: () => new AbortController().signal,
  };
  const witness = {
    proven: ({ id }: RingKey) => void notes.push(`proven ${id}`),
    refused: ({ id }: RingKey) => void notes.push(`refused ${id}`),
  };
  const answer = await withNewestKey({ ring, witness }, 'valyu', env, (secret) => {
    seen.push(secret);
    return taken.includes(secret) ? Promise.resolve('answer') : Promise.reject(unauthorized());
  }).catch((error: unknown) => (error instanceof SourceOutage ? error.kind : 'another error'));
  return { answer, seen, notes };
}

const environment = new Secret('env');

describe('a call to a service whose keys may be stored', () => {
  test('goes by the environment’s key where none is stored, and by none where that is said to be stored', async () => {
    expect(await tried([], ['env'], environment)).toMatchObject({ answer: 'answer', seen: ['env'] });
    expect(await tried([], ['env'], 'stored')).toMatchObject({ answer: 'unauthorized', seen: [] });
  });

  test('tries the newest first, and says that it was taken', async () => {
    expect(await tried([key(2, false), key(1, true)], ['v2', 'v1'], environment)).toEqual({
      answer: 'answer',
      seen: ['v2'],
      notes: ['used id-2', 'proven id-2'],
    });
  });

  test('goes back to the version before when the newest is refused, and says so', async () => {
    expect(await tried([key(2, false), key(1, true)], ['v1', 'env'], environment)).toEqual({
      answer: 'answer',
      seen: ['v2', 'v1'],
      notes: ['refused id-2', 'used id-1'],
    });
  });

  test('keeps to the environment’s key until the first stored one has been taken, and not a call longer', async () => {
    expect(await tried([key(1, false)], ['env'], environment)).toMatchObject({ seen: ['v1', 'env'] });
    expect(await tried([key(1, true)], ['env'], environment)).toMatchObject({
      answer: 'unauthorized',
      seen: ['v1'],
    });
  });

  test('puts nothing in the place of a key that does not open here', async () => {
    const closed = { ...key(1, true), parts: undefined };
    expect(await tried([closed], ['env'], environment)).toMatchObject({ answer: 'unauthorized', seen: [] });
  });

  test('does not try another key for anything but a refused one', async () => {
    const ring: KeyRing = {
      of: () => [key(2, true), key(1, true)],
      noteUse: () => undefined,
      changed: () => new AbortController().signal,
    };
    const witness = { proven: () => undefined, refused: () => undefined };
    const seen: string[] = [];
    const call = withNewestKey({ ring, witness }, 'valyu', environment, (secret) => {
      seen.push(secret);
      return Promise.reject(new Error('down'));
    });
    await expect(call).rejects.toThrow('down');
    expect(seen).toEqual(['v2']);
  });
});
