import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { variableNames } from '../config/variables.ts';
import { projectRoot } from '../launcher/find-tool.mjs';

const LINES_MAX = 300;
const WORKFLOW_LINES_MAX = 200;
const BANNED_NAMES = /^(utils?|helpers?|common|misc|services?|managers?|types)$/;
const SELF = 'tests/tidy.test.ts';

const files = globSync('**/*.{ts,mjs,cjs,json,md,yml}', {
  cwd: projectRoot,
  exclude: (path) => /(^|\/)(node_modules|\.alphaflow|\.git)$/.test(path),
}).filter((path) => path !== 'package-lock.json' && !path.startsWith('tests/replay/histories/'));
const sources = files.filter((path) => /\.(ts|mjs)$/.test(path));
const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const linesOf = (path: string) => read(path).split('\n').length - 1;
const withoutTests = (path: string) => !path.endsWith('.test.ts');

describe('the tree is tidy', () => {
  it('sees the sources', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it(`has no source file over ${LINES_MAX} lines, and no workflow over ${WORKFLOW_LINES_MAX}`, () => {
    const tooLong = sources.filter(
      (path) =>
        linesOf(path) >
        (path.startsWith('workflows/') && withoutTests(path) ? WORKFLOW_LINES_MAX : LINES_MAX),
    );
    expect(tooLong.map((path) => `${path}: ${linesOf(path)}`)).toEqual([]);
  });

  it('has no dumping-ground names', () => {
    const parts = sources.filter((path) =>
      [...dirname(path).split('/'), basename(path).split('.')[0] ?? ''].some((part) =>
        BANNED_NAMES.test(part),
      ),
    );
    expect(parts).toEqual([]);
  });

  it('has kebab-case names only', () => {
    const others = sources.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(basename(path)));
    expect(others).toEqual([]);
  });

  it.each([
    ['a note about work left over', /\b(TODO|FIXME|HACK)\b/],
    ['a path of somebody’s machine', /(^|[\s'"`(])\/(home|Users|root|work)\/[a-z]/m],
    ['a way around the compiler', /@ts-(ignore|nocheck|expect-error)/],
  ])('holds no file with %s', (_, pattern) => {
    expect(files.filter((path) => path !== SELF && pattern.test(read(path)))).toEqual([]);
  });

  it('reads the environment in config/env.ts and the launcher only', () => {
    const readers = sources
      .filter(withoutTests)
      .filter(
        (path) => !path.startsWith('launcher/') && !path.startsWith('tests/') && path !== 'config/env.ts',
      )
      .filter((path) => /process\.env\b|from 'node:process'/.test(read(path)));
    expect(readers).toEqual([]);
  });

  it('uses no mocks of modules and no default exports', () => {
    const offenders = sources.filter(
      (path) =>
        path !== SELF && (/\bvi\.(mock|doMock)\(/.test(read(path)) || /^export default /m.test(read(path))),
    );
    expect(offenders).toEqual(['vitest.config.ts']);
  });

  it('has a README of three to six lines in every top-level folder', () => {
    const folders = [
      ...new Set(sources.filter((path) => path.includes('/')).map((path) => path.split('/')[0] ?? '')),
    ];
    const lengths = folders.map((folder) => {
      const readme = `${folder}/README.md`;
      return {
        folder,
        lines: files.includes(readme)
          ? read(readme)
              .split('\n')
              .filter((line) => line.trim() !== '').length
          : 0,
      };
    });
    expect(lengths.filter(({ lines }) => lines < 3 || lines > 7)).toEqual([]);
  });

  it('documents exactly the variables that config reads', () => {
    const documented = [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(
      (match) => match[1],
    );
    expect(new Set(documented)).toEqual(new Set(variableNames));
    expect(documented).toHaveLength(variableNames.length);
  });
});
