import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../launcher/find-tool.mjs';

const names = z.record(z.string(), z.string());
const manifest = z.looseObject({ dependencies: names, devDependencies: names });
const lock = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ optionalDependencies: names.optional() })),
});
const read = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));
const { packages } = lock.parse(read('package-lock.json'));

/** Where npm looks for a dependency of the package at `path`: beside it, and in every folder above. */
function isLocked(path: string, name: string): boolean {
  for (let base = path; base !== '.'; base = dirname(base)) {
    if (join(base, 'node_modules', name) in packages) return true;
  }
  return `node_modules/${name}` in packages;
}

test('the lockfile names the optional packages of every platform, or npm ci refuses it elsewhere', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
  );
  expect(missing).toEqual([]);
});

test('every direct dependency is pinned to one exact version', () => {
  const { dependencies, devDependencies } = manifest.parse(read('package.json'));
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});
