import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { createCaches } from '../../resilience/cache.ts';
import {
  patienceMs,
  type ScriptedReply,
  type SeenRequest,
  startScriptedServer,
} from '../http/scripted-server.ts';
import { SOURCE_FAILURES } from '../http/source-failures.ts';
import { createEdgarClient } from './edgar-client.ts';
import { edgarUrls } from './edgar-urls.ts';
import { edgarAt as edgarAtAddress } from './testing/edgar-at.ts';

const TICKERS = {
  0: { cik_str: 789019, ticker: 'MSFT', title: 'MICROSOFT CORP' },
  1: { cik_str: '1067983', ticker: 'BRK-B', title: 'BERKSHIRE HATHAWAY INC' },
};
const SUBMISSIONS = {
  cik: '789019',
  name: 'MICROSOFT CORP',
  filings: {
    recent: {
      accessionNumber: ['0000000000-26-000003', '0000000000-26-000002', '0000000000-26-000001'],
      filingDate: ['2026-03-02', '2026-02-10', '2026-01-15'],
      acceptanceDateTime: [
        '2026-03-02T16:05:00.000Z',
        '2026-02-10T21:00:00.000Z',
        '2026-01-15T12:00:00.000Z',
      ],
      form: ['8-K', '10-Q', '8-K'],
      items: ['2.02,9.01', '', '5.02'],
      primaryDocument: ['a.htm', 'b.htm', 'c.htm'],
      size: [1, 2, 3],
    },
    files: [],
  },
};
const RECORDED = new URL('../../../shared/contracts/edgar/company_submission.json', import.meta.url);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function serving(submissions: unknown) {
  return ({ path }: SeenRequest): ScriptedReply =>
    path.endsWith('/company_tickers.json') ? { json: TICKERS } : { json: submissions };
}

async function edgarAt(
  answer: (request: SeenRequest) => ScriptedReply,
  now?: () => number,
  timeoutMs = patienceMs(),
) {
  const server = await startScriptedServer(answer);
  closers.push(async () => await server.close());
  return { ...edgarAtAddress(server.url, { timeoutMs, ...(now === undefined ? {} : { now }) }), server };
}
const all = { forms: ['8-K', '10-Q'], limit: 10, asOf: '2026-03-10T00:00:00.000Z' };

describe('recent filings', () => {
  test('newest first, of the forms asked for, with a contact in every request', async () => {
    const { filings, server } = await edgarAt(serving(SUBMISSIONS));
    const found = await filings.recentFilings('MSFT', { ...all, forms: ['8-K'] });
    expect(found).toEqual([
      {
        accessionNumber: '0000000000-26-000003',
        form: '8-K',
        filedOn: '2026-03-02',
        items: '2.02,9.01',
        primaryDocument: 'a.htm',
        availableAt: '2026-03-02T21:05:00.000Z',
      },
      expect.objectContaining({ accessionNumber: '0000000000-26-000001' }),
    ]);
    expect(server.seen.map(({ path }) => path)).toEqual([
      '/edgar/files/company_tickers.json',
      '/edgar/submissions/CIK0000789019.json',
    ]);
    expect(server.seen.every(({ headers }) => headers['user-agent'] === 'AlphaFlow ops@example.com')).toBe(
      true,
    );
  });

  test('a filing is not seen before the later reading of its time stamp', async () => {
    const { filings } = await edgarAt(serving(SUBMISSIONS));
    const at = async (asOf: string) => (await filings.recentFilings('MSFT', { ...all, asOf }))?.length;
    expect(await at('2026-03-02T16:05:00.000Z')).toBe(2);
    expect(await at('2026-03-02T21:04:59.999Z')).toBe(2);
    expect(await at('2026-03-02T21:05:00.000Z')).toBe(3);
  });

  test('the limit keeps the newest', async () => {
    const { filings } = await edgarAt(serving(SUBMISSIONS));
    const found = await filings.recentFilings('MSFT', { ...all, limit: 1 });
    expect(found?.map(({ filedOn }) => filedOn)).toEqual(['2026-03-02']);
  });

  test('a share class is found under EDGAR’s spelling, and a stranger is undefined', async () => {
    const { filings, server } = await edgarAt(serving(SUBMISSIONS));
    expect(await filings.recentFilings('BRK.B', all)).toHaveLength(3);
    expect(server.seen.at(-1)?.path).toBe('/edgar/submissions/CIK0001067983.json');
    expect(await filings.recentFilings('NOPE', all)).toBeUndefined();
  });

  test('older pages are read, the newest first, where the newest filings are too few or too new', async () => {
    const { recent } = SUBMISSIONS.filings;
    const page = (n: number) => `CIK0000789019-submissions-00${n}.json`;
    const older = (accessionNumber: string, day: string) => ({
      accessionNumber: [accessionNumber],
      filingDate: [day],
      acceptanceDateTime: [`${day}T16:00:00.000Z`],
      form: ['8-K'],
      items: [''],
      primaryDocument: ['x.htm'],
    });
    const files = [
      { name: page(2), filingTo: '2015-06-30' },
      { name: page(1), filingTo: '2019-12-31' },
    ];
    const { filings, server } = await edgarAt((request) => {
      if (request.path.endsWith('-001.json')) return { json: older('one', '2019-12-30') };
      if (request.path.endsWith('-002.json')) return { json: older('two', '2015-06-30') };
      return serving({ filings: { recent, files } })(request);
    });
    const numbers = async (limit: number, asOf: string) =>
      (await filings.recentFilings('MSFT', { ...all, limit, asOf }))?.map((one) => one.accessionNumber);
    const asked = () => server.seen.filter(({ path }) => path.includes('submissions-')).length;
    expect(await numbers(3, all.asOf)).toHaveLength(3);
    expect(asked()).toBe(0);
    expect(await numbers(4, all.asOf)).toEqual([...recent.accessionNumber, 'one']);
    expect(asked()).toBe(1);
    expect(await numbers(1, '2016-01-01T00:00:00.000Z')).toEqual(['two']);
    expect(await numbers(1, '2010-01-01T00:00:00.000Z')).toEqual([]);
    expect(asked()).toBe(2);
  });
});

describe('the list of tickers', () => {
  test('is asked for once by callers that come together, and again after a day', async () => {
    let now = 0;
    const { filings, server } = await edgarAt(serving(SUBMISSIONS), () => now);
    await Promise.all([filings.recentFilings('MSFT', all), filings.recentFilings('BRK.B', all)]);
    const lists = () => server.seen.filter(({ path }) => path.endsWith('company_tickers.json')).length;
    expect(lists()).toBe(1);
    now = 86_400_000;
    await filings.recentFilings('NOPE', all);
    expect(lists()).toBe(2);
  });

  test('a failed load is not kept', async () => {
    let fails = true;
    const { filings } = await edgarAt((request) => {
      if (!fails) return serving(SUBMISSIONS)(request);
      fails = false;
      return { status: 500 };
    });
    await expect(filings.recentFilings('MSFT', all)).rejects.toMatchObject({ kind: 'server-error' });
    expect(await filings.recentFilings('MSFT', all)).toHaveLength(3);
  });

  test('one caller giving up does not end the load for the other', async () => {
    const { filings } = await edgarAt(serving(SUBMISSIONS));
    const reason = new Error('cancelled');
    const controller = new AbortController();
    const gaveUp = filings.recentFilings('MSFT', all, controller.signal);
    const stayed = filings.recentFilings('MSFT', all);
    controller.abort(reason);
    await expect(gaveUp).rejects.toBe(reason);
    expect(await stayed).toHaveLength(3);
  });
});

describe('failures', () => {
  test.each(SOURCE_FAILURES)('$name is an outage: $kind', async ({ reply, kind, retryAfterMs }) => {
    const { filings } = await edgarAt(
      (request) => (request.path.includes('/submissions/') ? reply : serving(SUBMISSIONS)(request)),
      undefined,
      patienceMs(reply),
    );
    const expected = { name: 'SourceOutage', source: 'sec-edgar', kind, retryAfterMs };
    await expect(filings.recentFilings('MSFT', all)).rejects.toMatchObject(expected);
  });

  test('the page for too many requests is a rate limit of ten minutes; a refused agent is not', async () => {
    const blocked = { status: 403, body: '<html><h1>Request Rate Threshold Exceeded</h1></html>' };
    const { filings, heldOffMs } = await edgarAt(() => blocked);
    await expect(filings.recentFilings('MSFT', all)).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 600_000,
    });
    expect(heldOffMs).toEqual([600_000]);
    const undeclared = {
      status: 403,
      body: '<html>Your Request Originates from an Undeclared Automated Tool</html>',
    };
    const refused = await edgarAt(() => undeclared);
    await expect(refused.filings.recentFilings('MSFT', all)).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(refused.heldOffMs).toEqual([]);
  });

  test.each([
    ['columns of different length', { ...SUBMISSIONS.filings.recent, form: ['8-K'] }],
    ['a time stamp that is none', { ...SUBMISSIONS.filings.recent, acceptanceDateTime: ['x', 'y', 'z'] }],
    ['a missing column', { ...SUBMISSIONS.filings.recent, items: undefined }],
  ])('%s is malformed', async (_name, recent) => {
    const { filings } = await edgarAt(serving({ filings: { recent, files: [] } }));
    await expect(filings.recentFilings('MSFT', all)).rejects.toMatchObject({ kind: 'malformed' });
  });

  test('a user agent without a contact is refused at the start', () => {
    const pace = { turn: async () => {}, holdOff: async () => {} };
    const cache = createCaches().make;
    const options = { baseUrls: edgarUrls(), userAgent: 'curl', pace, cache };
    expect(() => createEdgarClient(options)).toThrow(TypeError);
  });
});

describe.skipIf(!existsSync(RECORDED))('EDGAR’s recorded answer', () => {
  test('reads whole', async () => {
    const recorded: unknown = JSON.parse(readFileSync(RECORDED, 'utf8'));
    const { filings } = await edgarAt(serving(recorded));
    const query = { forms: ['10-K', '10-Q', '8-K'], limit: 50, asOf: '2022-12-31T00:00:00.000Z' };
    const found = await filings.recentFilings('MSFT', query);
    expect(found).toHaveLength(50);
    expect(found?.every(({ availableAt, filedOn }) => availableAt >= filedOn)).toBe(true);
  });
});
