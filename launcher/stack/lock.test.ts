import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeLock } from './lock.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'alphaflow-lock-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

it('lets one launcher into a folder, and the next one after it let go', () => {
  const release = takeLock(home);
  expect(() => takeLock(home)).toThrow(`npm start already runs here (process ${process.pid}, ${home})`);
  release();
  takeLock(home)();
});

it('takes over the lock of a process that no longer runs, or whose pid belongs to another one', () => {
  const file = join(home, 'launcher.lock');
  for (const stale of ['4194303 123\n', `${process.pid} another-start\n`, '']) {
    writeFileSync(file, stale);
    const release = takeLock(home);
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    release();
  }
});
