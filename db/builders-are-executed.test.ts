import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['db', 'activities', 'api', 'workers', 'launcher', 'tests/support'];
const STARTS = new Set(['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'mergeInto']);

/**
 * In kysely a builder that is awaited, or left as a statement of its own, without `.execute…()` does nothing and says
 * nothing. Gives the builder calls of a source text that end so.
 */
function unexecuted(source: string): readonly string[] {
  const found: string[] = [];
  walk(parseSync(source, { syntax: 'typescript' }), (node) => {
    if (node['type'] !== 'AwaitExpression' && node['type'] !== 'ExpressionStatement') return;
    const calls = chain(node['argument'] ?? node['expression']);
    if (calls.some((name) => STARTS.has(name)) && !calls.some((name) => name.startsWith('execute'))) {
      found.push(calls.toReversed().join('.'));
    }
  });
  return found;
}

/** The names of the methods called one on the other, the last first. */
function chain(node: unknown): readonly string[] {
  if (!isNode(node) || node['type'] !== 'CallExpression') return [];
  const { callee } = node;
  if (!isNode(callee) || callee['type'] !== 'MemberExpression') return [];
  const { property, object } = callee;
  const name = isNode(property) && typeof property['value'] === 'string' ? property['value'] : '';
  return [name, ...chain(object)];
}

function walk(node: unknown, visit: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit);
  if (!isNode(node)) return;
  visit(node);
  for (const child of Object.values(node)) walk(child, visit);
}

function isNode(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

describe('a query', () => {
  test('that is awaited or left standing without being executed is found', () => {
    expect(unexecuted(`await db.deleteFrom('users').where('id', '=', id);`)).toEqual(['deleteFrom.where']);
    expect(unexecuted(`db.insertInto('users').values(row);`)).toEqual(['insertInto.values']);
    expect(unexecuted(`await db.selectFrom('users').selectAll().executeTakeFirst();`)).toEqual([]);
  });

  test('is executed wherever one is written', async () => {
    const faults: string[] = [];
    let queries = 0;
    for (const folder of FOLDERS) {
      const names = await readdir(join(ROOT, folder), { recursive: true }).catch(() => []);
      for (const name of names.filter(
        (file) => file.endsWith('.ts') && !file.endsWith('builders-are-executed.test.ts'),
      )) {
        const source = await readFile(join(ROOT, folder, name), 'utf8');
        if (![...STARTS].some((start) => source.includes(`.${start}(`))) continue;
        queries += 1;
        faults.push(...unexecuted(source).map((fault) => `${folder}/${name}: ${fault}`));
      }
    }
    expect(queries).toBeGreaterThan(10);
    expect(faults).toEqual([]);
  });
});
