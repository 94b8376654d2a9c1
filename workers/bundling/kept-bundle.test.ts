import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptBundle } from './kept-bundle.ts';

let folder: string;
let made: number;
let told: unknown[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kept-bundle-'));
  made = 0;
  told = [];
  write('order.ts', 'one');
  await untilTheClockMoves();
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const write = (name: string, text: string) => writeFileSync(at(name), text);
/** What was written a moment before a bundle is begun counts as changed meanwhile: file times are coarse. */
const untilTheClockMoves = () => delay(120);

/** A bundle of one file, which would be shadowed by another if that were there. */
async function start(meanwhile = () => {}): Promise<string> {
  const { code } = await keptBundle({
    file: at('bundles/kept.json'),
    make: () => {
      made += 1;
      const text = readFileSync(at('order.ts'), 'utf8');
      meanwhile();
      return Promise.resolve({ code: `bundle of ${text}`, madeFrom: [at('order.ts'), at('order.js')] });
    },
    tell: (reason) => told.push(reason),
  });
  return code;
}

describe('a bundle of the workflows', () => {
  it('is taken as it is by the next start while nothing has changed', async () => {
    expect([await start(), await start()]).toEqual(['bundle of one', 'bundle of one']);
    expect(made).toBe(1);
  });

  it('is made anew when a file has another content, whatever its time says', async () => {
    await start();
    write('order.ts', 'two');
    utimesSync(at('order.ts'), 0, 0);
    expect(await start()).toBe('bundle of two');
  });

  it('is made anew when a file comes to where there was none, or goes', async () => {
    await start();
    write('order.js', 'in front of it');
    await untilTheClockMoves();
    await start();
    expect(made).toBe(2);
    rmSync(at('order.js'));
    await start();
    expect(made).toBe(3);
  });

  it('is not kept when a file was changed while it was made', async () => {
    expect(await start(() => write('order.ts', 'two'))).toBe('bundle of one');
    expect(await start()).toBe('bundle of two');
  });

  it('is made anew when the kept one is cut short', async () => {
    await start();
    const kept = readFileSync(at('bundles/kept.json'), 'utf8');
    write('bundles/kept.json', kept.slice(0, -20));
    expect(await start()).toBe('bundle of one');
    expect(made).toBe(2);
  });

  it('that cannot be kept is used all the same, and the reason is told', async () => {
    write('bundles', 'a file where the folder would be');
    expect(await start()).toBe('bundle of one');
    expect(told).toEqual([expect.objectContaining({ code: 'EEXIST' })]);
  });
});
