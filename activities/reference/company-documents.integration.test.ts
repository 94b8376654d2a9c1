import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Filing } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import type { ReferenceDeps } from '../deps.ts';
import { companyDocumentsOf, type DocumentTerms } from './company-documents-of.ts';
import { readDueDocumentsActivity } from './read-due-documents.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

const START = Date.parse('2026-01-06T15:30:00Z');
const MINUTE_MS = 60_000;
let clockMs = START;
let asked: string[] = [];
let isDead = false;
beforeEach(async () => {
  await database.db.deleteFrom('companyDocuments').execute();
  [clockMs, asked, isDead] = [START, [], false];
});

const now = () => new Date(clockMs);
const asOf = () => now().toISOString();
const symbols = (count: number) =>
  Array.from({ length: count }, (_, index) => `S${String(index).padStart(3, '0')}`);

async function read(symbol: string): Promise<readonly Filing[] | undefined> {
  asked.push(symbol);
  const facts = { source: 'sec-edgar', request: symbol, kind: 'server-error', reason: 'down' } as const;
  if (isDead) throw new SourceOutage(facts);
  return await Promise.resolve(symbol === 'S001' ? undefined : []);
}

const terms: DocumentTerms<'filings'> = { kind: 'filings', maxAgeMs: 10 * MINUTE_MS, read };
const documents = (count: number) =>
  companyDocumentsOf({ db: database.db, now }, terms, symbols(count), asOf());

/** The keeper over sources of which only these two are asked. */
function keeper() {
  const elsewhere = () => Promise.reject(new Error('not asked here'));
  const sources = {
    filings: { recentFilings: read },
    fundamentals: { fundamentals: () => Promise.resolve(undefined) },
    fx: { rates: elsewhere },
    shortInterest: { shortInterest: elsewhere },
    shortVolume: { shortVolume: elsewhere },
  };
  const evidence = { put: elsewhere, read: elsewhere };
  const none = { fresh: sources, research: undefined };
  const deps: ReferenceDeps = { db: database.db, now, evidence, ...sources, ...none };
  const activities = readDueDocumentsActivity(deps);
  return () => activities.readDueDocuments();
}

describe('what companies file', () => {
  test('is asked for as often for a hundred symbols as for four, and the rest is said to be unread', async () => {
    const { found, unread } = await documents(100);
    expect(asked).toEqual(symbols(4));
    expect(Object.keys(found).sort()).toEqual(['S000', 'S002', 'S003']);
    expect(unread).toEqual(symbols(100).slice(4));
  });

  test('comes from the store once the keeper has read it, until it is too old', async () => {
    await documents(60);
    const readDue = keeper();
    expect(await readDue()).toMatchObject({ isFull: true });
    expect(await readDue()).toMatchObject({ isFull: false });
    asked = [];
    clockMs += 10 * MINUTE_MS;
    expect((await documents(60)).unread).toEqual([]);
    expect(asked).toEqual([]);
    clockMs += 1;
    expect((await documents(60)).unread).toHaveLength(56);
  });

  test('is read again by the keeper before it is too old, while somebody asks', async () => {
    await documents(2);
    asked = [];
    clockMs += 8 * MINUTE_MS;
    await keeper()();
    expect(asked).toEqual(['S000', 'S001']);
    clockMs += 27 * 60 * MINUTE_MS;
    asked = [];
    await keeper()();
    expect(asked).toEqual([]);
  });

  test('follows a moment that somebody has moved', async () => {
    await documents(2);
    const nextDay = new Date(clockMs + 24 * 60 * MINUTE_MS).toISOString();
    await companyDocumentsOf({ db: database.db, now }, terms, symbols(2), nextDay);
    const rows = await database.db
      .selectFrom('companyDocuments')
      .select(['wantedAsOf', 'readAsOf'])
      .execute();
    const moved = new Date(nextDay);
    expect(rows).toEqual([
      { wantedAsOf: moved, readAsOf: moved },
      { wantedAsOf: moved, readAsOf: moved },
    ]);
  });

  test('is an outage when nothing is kept and nothing can be read, and unread where something is', async () => {
    isDead = true;
    await expect(documents(4)).rejects.toThrow('down');
    isDead = false;
    await documents(4);
    isDead = true;
    const { found, unread } = await documents(6);
    expect([Object.keys(found).sort(), unread]).toEqual([
      ['S000', 'S002', 'S003'],
      ['S004', 'S005'],
    ]);
  });

  test('of a source that fails is tried again after a while, not at once', async () => {
    isDead = true;
    await documents(2).catch(() => undefined);
    const readDue = keeper();
    asked = [];
    expect((await readDue()).note).toContain('2 of 2 not read');
    await readDue();
    expect(asked).toHaveLength(2);
    isDead = false;
    clockMs += 8 * MINUTE_MS;
    await readDue();
    expect(asked).toHaveLength(4);
  });
});
