import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

test('the page of failure drills has a row for each drill of npm test, under its name, and no other', () => {
  const drills = [
    ...read('tests/acceptance/drills.test.ts').matchAll(/^test\('drill: (.+?) — (.+)', async/gm),
  ].map(([, name, guarantee]) => [name, guarantee]);
  const rows = [
    ...read('docs/operations/runbooks/drills.md').matchAll(/^\| \*\*(.+?)\*\*: (.+?) \|(.*)\|$/gm),
  ];
  expect(drills.length).toBeGreaterThan(9);
  expect(rows.map(([, name, guarantee]) => [name, guarantee])).toEqual(drills);
  for (const [, name, , cells = ''] of rows)
    expect({ name, cells: cells.split('|').filter((cell) => cell.trim() !== '').length }).toEqual({
      name,
      cells: 4,
    });
});
