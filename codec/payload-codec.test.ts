import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import type { CodecKey } from './codec-key.ts';
import { createPayloadCodec, UnknownCodecKey } from './payload-codec.ts';

const aKey = (name: string): CodecKey => ({ name, bytes: randomBytes(32) });
const old = aKey('old');
const fresh = aKey('fresh');
const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value);
const valueOf = (payload: Payload | undefined) =>
  payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
const shown = (payload: Payload | undefined) =>
  Buffer.concat([...Object.values(payload?.metadata ?? {}), payload?.data ?? Buffer.alloc(0)]).toString(
    'latin1',
  );

describe('the codec', () => {
  test.each([
    [{ secret: 'canary', amounts: ['1.50'] }],
    [null],
    [undefined],
    [new Uint8Array([0, 255])],
    [''],
  ])('gives back %j, and shows nothing of it', async (value) => {
    const codec = createPayloadCodec([fresh]);
    const [sealed] = await codec.encode([payloadOf(value)]);
    expect(shown(sealed)).not.toContain('canary');
    expect(shown(sealed)).not.toContain('json');
    const [opened] = sealed === undefined ? [] : await codec.decode([sealed]);
    expect(valueOf(opened)).toEqual(value);
  });

  test('writes with the first key, reads those of all, and what was never encrypted', async () => {
    const [before] = await createPayloadCodec([old]).encode([payloadOf('before')]);
    const codec = createPayloadCodec([fresh, old]);
    const [after] = await codec.encode([payloadOf('after')]);
    expect(shown(after)).toContain('fresh');
    if (before === undefined || after === undefined) throw new Error('two payloads');
    expect((await codec.decode([before, after, payloadOf('plain')])).map(valueOf)).toEqual([
      'before',
      'after',
      'plain',
    ]);
  });

  test('names a key that it does not have, and refuses what was changed', async () => {
    const [sealed] = await createPayloadCodec([old]).encode([payloadOf('x')]);
    if (sealed === undefined) throw new Error('a payload');
    await expect(createPayloadCodec([fresh]).decode([sealed])).rejects.toThrow(UnknownCodecKey);
    const data = Buffer.from(sealed.data ?? []);
    data[data.length - 1] = (data[data.length - 1] ?? 0) ^ 1;
    await expect(createPayloadCodec([old]).decode([{ ...sealed, data }])).rejects.toThrow(
      'unable to authenticate data',
    );
  });

  test('never writes the same twice', async () => {
    const codec = createPayloadCodec([fresh]);
    const [one, other] = await codec.encode([payloadOf('x'), payloadOf('x')]);
    expect(shown(one)).not.toBe(shown(other));
  });
});
