import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readBars } from '../../db/queries/market/bars.ts';
import { IMPORT_FEED } from '../../domain/market.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { projectRoot } from '../find-tool.mjs';

const SHARED = join(projectRoot, '../shared/market/hour');
const DAY = ['2024-01-02T05:00:00Z,10,12,9,11,100', '2024-01-03T05:00:00Z,11,13,10,12,200'];
let database: TestDatabase;
const folders: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});
afterEach(async () => {
  await database.db.deleteFrom('bars').execute();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folderWith(files: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bars-'));
  folders.push(folder);
  for (const [name, lines] of Object.entries(files)) {
    await writeFile(join(folder, name), `t,o,h,l,c,v\n${lines.join('\n')}\n`);
  }
  return folder;
}

/** As a person runs it. */
function importing(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(projectRoot, 'launcher/import.ts'), ...args],
    { env: { ...process.env, DATABASE_URL: database.url }, encoding: 'utf8' },
  );
  return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

async function stored(timeframe: '1Min' | '1Hour' | '1Day') {
  const span = { start: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };
  const symbols = ['AAPL', 'BAC', 'IBM', 'SPY', 'MSFT'];
  return await readBars(database.db, { feed: IMPORT_FEED, timeframe, symbols, ...span });
}

describe('npm run import', () => {
  test('brings a folder into the store, and the same folder again changes nothing', async () => {
    const folder = await folderWith({ 'AAPL.csv': DAY, 'MSFT.csv': [...DAY].slice(0, 2), 'README.md': [] });
    expect(importing(folder)).toMatchObject({
      status: 0,
      lines: [
        'AAPL.csv: 2 bars of 1Day, 2 added, 0 changed',
        'MSFT.csv: 2 bars of 1Day, 2 added, 0 changed',
        '2 of 2 files: 4 bars added, 0 changed, 0 known already, 0 broken lines',
      ],
    });
    expect((await stored('1Day')).get('AAPL')).toMatchObject([
      { open: '10', close: '11' },
      { volume: '200' },
    ]);
    expect(importing(folder).lines.at(-1)).toBe(
      '2 of 2 files: 0 bars added, 0 changed, 4 known already, 0 broken lines',
    );
    await writeFile(
      join(folder, 'AAPL.csv'),
      `t,o,h,l,c,v\r\n${DAY.join('\r\n').replace(',11,100', ',11.5,100')}`,
    );
    expect(importing(folder).lines[0]).toBe('AAPL.csv: 2 bars of 1Day, 0 added, 1 changed');
  });

  test('tells each broken line by file and number, and keeps nothing of that file', async () => {
    const broken = [DAY[0] ?? '', 'rubbish', '2024-01-04T05:00:00Z,11,10,12,11,1', DAY[1] ?? ''];
    const folder = await folderWith({ 'AAPL.csv': broken, 'MSFT.csv': DAY });
    const { status, lines } = importing(folder);
    expect(status).toBe(1);
    expect(lines).toEqual([
      'AAPL.csv:3: expected 6 fields, found 1',
      'AAPL.csv:4: h is below another price of the bar',
      'AAPL.csv: nothing imported',
      'MSFT.csv: 2 bars of 1Day, 2 added, 0 changed',
      '1 of 2 files: 2 bars added, 0 changed, 0 known already, 2 broken lines',
    ]);
    expect([...(await stored('1Day')).keys()]).toEqual(['MSFT']);
    const skipping = importing(folder, '--skip-broken');
    expect([skipping.status, skipping.lines[2]]).toEqual([
      0,
      'AAPL.csv: 2 bars of 1Day, 2 added, 0 changed, 2 lines left out',
    ]);
    expect((await stored('1Day')).get('AAPL')).toHaveLength(2);
  });

  test.each([
    ['an empty file', '', 'AAPL.csv:1: there is no bar'],
    ['another header', 'time,open\n1,2\n', 'AAPL.csv:1: the header must name the columns t,o,h,l,c,v'],
    ['a quote that never ends', 't,o,h,l,c,v\n"2024', 'AAPL.csv:2: Quote Not Closed'],
    ['a page of HTML', '<!doctype html><html></html>', 'AAPL.csv:1: the header must name'],
    ['a header alone', 't,o,h,l,c,v\n', 'AAPL.csv:1: there is no bar'],
    ['one bar', `t,o,h,l,c,v\n${DAY[0] ?? ''}\n`, 'AAPL.csv:2: one bar alone does not tell its length'],
  ])('%s is told, and nothing is kept', async (_what, text, told) => {
    const folder = await folderWith({});
    await writeFile(join(folder, 'AAPL.csv'), text);
    const { status, lines } = importing(folder);
    expect(status).toBe(1);
    expect(lines[0]).toContain(told);
    expect((await stored('1Day')).size).toBe(0);
  });

  test.each([
    [[], 'name a folder'],
    [['nowhere-at-all'], 'cannot be read'],
    [['.', '--timeframe', '2Day'], '--timeframe must be'],
    [['.', '--nonsense'], 'nonsense'],
  ])('%j is a mistake that is named', (args, told) => {
    const { status, stderr } = importing(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(told)]);
  });

  test.skipIf(!existsSync(SHARED))('takes real bars of four years as they are', async () => {
    const { status, lines } = importing(SHARED);
    expect([status, lines.at(-1)]).toEqual([
      0,
      expect.stringMatching(/^4 of 4 files: \d{5} bars added, 0 changed/),
    ]);
    expect((await stored('1Hour')).get('AAPL')?.[0]).toMatchObject({
      start: '2017-01-03T14:00:00.000Z',
      open: '28.95',
      volume: '24823668',
    });
  });
});
