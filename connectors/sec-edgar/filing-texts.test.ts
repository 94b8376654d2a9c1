import { afterEach, describe, expect, test } from 'vitest';
import { type ScriptedReply, type SeenRequest, startScriptedServer } from '../http/scripted-server.ts';
import { edgarAt } from './testing/edgar-at.ts';

const ASKED_AT = '2026-03-10T00:00:00.000Z';
const FILING = {
  accessionNumber: '0001067983-26-000003',
  form: '10-K',
  filedOn: '2026-03-02',
  items: '',
  primaryDocument: 'brka-20251231.htm',
  availableAt: '2026-03-02T13:00:00.000Z',
};
const TICKERS = { 0: { cik_str: 1067983, ticker: 'BRK-B', title: 'BERKSHIRE HATHAWAY INC' } };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function textOf(document: ScriptedReply) {
  const server = await startScriptedServer(({ path }: SeenRequest) =>
    path.endsWith('/company_tickers.json') ? { json: TICKERS } : document,
  );
  closers.push(() => server.close());
  const { filingTexts } = edgarAt(server.url);
  const read = () => filingTexts.filingText('BRK.B', FILING, ASKED_AT);
  return { read, seen: server.seen };
}

describe('the text of a filing', () => {
  test('is asked for in the archive’s own form, as whoever the SEC knows, and once', async () => {
    const { read, seen } = await textOf({ body: '<p>Sales &amp; costs</p>' });
    expect(await read()).toMatchObject({
      text: 'Sales & costs',
      isCut: false,
      document: 'brka-20251231.htm',
    });
    await read();
    expect(seen.map(({ path }) => path)).toEqual([
      '/edgar/files/company_tickers.json',
      '/edgar/Archives/edgar/data/1067983/000106798326000003/brka-20251231.htm',
    ]);
    expect(seen[1]?.headers['user-agent']).toContain('@');
  });

  test('is cut where it is longer than a report', async () => {
    const { read } = await textOf({ body: `<p>${'a'.repeat(2_000_001)}</p>` });
    const found = await read();
    expect([found?.isCut, found?.text.length]).toEqual([true, 2_000_000]);
  });

  test('is refused where the page is too large, which says nothing of EDGAR’s health', async () => {
    const { read } = await textOf({ body: ' '.repeat(24 * 1024 * 1024 + 1) });
    await expect(read()).rejects.toMatchObject({ name: 'SourceOutage', kind: 'refused' });
  });

  test('has EDGAR left alone when it says that there were too many requests', async () => {
    const { read } = await textOf({ status: 403, body: 'Request Rate Threshold Exceeded' });
    await expect(read()).rejects.toMatchObject({ kind: 'rate-limited' });
  });
});
