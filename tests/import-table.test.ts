import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../launcher/find-tool.mjs';
import { modulesSeen } from '../launcher/import-check.ts';

const target = 'export const value = 1;\nexport interface Shape { readonly a: number }\n';
const importing = (path: string) => `import { value } from '${path}';\nexport const own = value;\n`;
const importingType = (path: string) =>
  `import type { Shape } from '${path}';\nexport const own: Shape = { a: 1 };\n`;
const readingFiles = "import { readFileSync } from 'node:fs';\nexport const own = readFileSync;\n";

const forbidden: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['domain-values', 'domain', 'db'],
  ['workflows-values', 'workflows', 'activities'],
  ['activities-values', 'activities', 'connectors'],
  ['connectors-values', 'connectors', 'db'],
  ['connectors-apart', 'connectors/alpaca', 'connectors/nats'],
  ['db-values', 'db', 'api'],
  ['api-values', 'api', 'activities'],
  ['workers-values', 'workers', 'sandbox'],
  ['sandbox-values', 'sandbox', 'domain'],
  ['config-values', 'config', 'domain'],
  ['nobody-imports-the-outside', 'domain', 'launcher'],
];
const up = (folder: string) => '../'.repeat(folder.split('/').length);
const wrong = (from: string, to: string) => `${from}/wrong-${to.replace('/', '-')}.ts`;

const tree: Readonly<Record<string, string>> = {
  ...Object.fromEntries(forbidden.map(([, , to]) => [`${to}/target.ts`, target])),
  ...Object.fromEntries(
    forbidden.map(([, from, to]) => [wrong(from, to), importing(`${up(from)}${to}/target.ts`)]),
  ),
  'workflows/reads-files.ts': readingFiles,
  'domain/reads-files.ts': readingFiles,
  'domain/one.ts': importing('./other.ts'),
  'domain/other.ts': importing('./one.ts'),
  'workflows/types-only.ts': importingType('../activities/target.ts'),
  'api/types-only.ts': importingType('../activities/target.ts'),
};

let folder = '';
let verdict = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alphaflow-imports-'));
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const roots = [...new Set(Object.keys(tree).map((path) => path.split('/')[0] ?? ''))];
  const args = ['--config', join(projectRoot, '.dependency-cruiser.cjs'), ...roots];
  const depcruise = join(projectRoot, 'node_modules', '.bin', 'depcruise');
  verdict = spawnSync(depcruise, args, { cwd: folder, encoding: 'utf8' }).stdout;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the import table, over a tree of deliberately wrong files', () => {
  it.each(forbidden)('%s: catches %s when it imports %s', (rule, from, to) => {
    expect(verdict).toContain(`error ${rule}: ${wrong(from, to)} → ${to}/target.ts`);
  });

  it('catches Node built-ins in workflows and in the domain', () => {
    expect(verdict).toContain('error workflows-deterministic: workflows/reads-files.ts → fs');
    expect(verdict).toContain('error domain-pure: domain/reads-files.ts → fs');
  });

  it('catches a circle', () => {
    expect(verdict).toMatch(/error no-circles: domain\/(one|other)\.ts/);
  });

  it('lets a workflow import the type of an activity, but not the API', () => {
    expect(verdict).not.toContain('workflows/types-only.ts');
    expect(verdict).toContain('error api-types: api/types-only.ts → activities/target.ts');
  });

  it('saw every file', () => {
    expect(modulesSeen(verdict)).toBeGreaterThanOrEqual(Object.keys(tree).length);
  });
});
