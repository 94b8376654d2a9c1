import { describe, expect, it } from 'vitest';
import { askedTogether } from './asked-together.ts';

/** A look that the test lets end by itself; the world may change in between. */
function slowLook(world: Map<string, number>) {
  const looks: { keys: readonly string[]; end: () => void }[] = [];
  const ask = askedTogether<number>(async (keys) => {
    const seen = new Map([...world].filter(([key]) => keys.includes(key)));
    const { promise, resolve } = Promise.withResolvers<void>();
    looks.push({ keys, end: resolve });
    await promise;
    return seen;
  });
  return { looks, ask };
}

describe('questions asked together', () => {
  it('share looks, and none is answered by a look that began before it was asked', async () => {
    const world = new Map([['a', 1]]);
    const { looks, ask } = slowLook(world);
    const first = ask('a');
    world.delete('a');
    const rest = [ask('a'), ask('a'), ask('b')];
    looks[0]?.end();
    expect(await first).toBe(1);
    await Promise.resolve();
    looks[1]?.end();
    expect(await Promise.all(rest)).toEqual([undefined, undefined, undefined]);
    expect(looks.map(({ keys }) => keys)).toEqual([['a'], ['a', 'b']]);
  });

  it('fail together when the look fails, and the next ones are asked anew', async () => {
    let isDown = true;
    const ask = askedTogether<number>(async (keys) => {
      if (isDown) throw new Error('away');
      return new Map(keys.map((key) => [key, 7]));
    });
    await expect(ask('a')).rejects.toThrow('away');
    isDown = false;
    expect(await ask('a')).toBe(7);
  });
});
