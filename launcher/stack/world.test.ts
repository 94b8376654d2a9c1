import { describe, expect, it } from 'vitest';
import { worldOf } from './world.ts';

const sandbox = { mode: 'sandbox', keyId: undefined, seed: 7, barsDir: undefined } as const;

describe('worlds', () => {
  it('gives the default market the plain names', () => {
    expect(worldOf(sandbox, '/data')).toMatchObject({
      keyId: 'local',
      database: 'alphaflow',
      sandboxDir: '/data/sandbox',
    });
  });

  it('shares nothing between different markets', () => {
    const worlds = [sandbox, { ...sandbox, seed: 8 }, { ...sandbox, barsDir: '/bars' }].map((one) =>
      worldOf(one, '/data'),
    );
    for (const name of ['keyId', 'database', 'sandboxDir', 'temporalFile', 'natsDir'] as const) {
      expect(new Set(worlds.map((world) => world[name])).size).toBe(worlds.length);
    }
  });

  it('finds the same world again', () => {
    expect(worldOf({ ...sandbox, barsDir: '/bars' }, '/data')).toEqual(
      worldOf({ ...sandbox, barsDir: '/bars' }, '/data'),
    );
  });

  it('never keeps the books of a paper account with those of a live one', () => {
    const paper = worldOf({ ...sandbox, mode: 'paper', keyId: 'K' }, '/data');
    const live = worldOf({ ...sandbox, mode: 'live', keyId: 'K' }, '/data');
    expect(paper.keyId).toBe('K');
    expect(paper.database).not.toBe(live.database);
  });
});
