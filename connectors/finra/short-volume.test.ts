import { afterEach, describe, expect, test } from 'vitest';
import { createCaches } from '../../resilience/cache.ts';
import {
  patienceMs,
  type ScriptedReply,
  type SeenRequest,
  startScriptedServer,
} from '../http/scripted-server.ts';
import { SOURCE_FAILURES } from '../http/source-failures.ts';
import { createFinraShortVolume } from './short-volume.ts';

const asOf = '2026-11-20T15:00:00.000Z';
const HEADER = 'Date|Symbol|ShortVolume|ShortExemptVolume|TotalVolume|Market';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function finraAt(answer: (request: SeenRequest) => ScriptedReply, timeoutMs = patienceMs()) {
  const server = await startScriptedServer(answer);
  closers.push(async () => await server.close());
  const cache = createCaches().make;
  const source = createFinraShortVolume({ baseUrl: server.url, cache, timeoutMs });
  return { source, server };
}

const file = (...lines: string[]): ScriptedReply => ({ body: [...lines, ''].join('\r\n') });

describe('daily short volume', () => {
  test('the newest published day, by any of a symbol’s codes, without days that had no sales', async () => {
    const { source, server } = await finraAt(() =>
      file(
        HEADER,
        '20261119|AAPL|24250000|10000|50000000.5|Q,N',
        '20261119|BRK/B|5|0|10|N',
        '20261119|MSFT|0|0|0|Q',
        '3',
      ),
    );
    const found = await source.shortVolume(['AAPL', 'BRK.B', 'MSFT', 'NOPE'], asOf);
    expect(Object.fromEntries(found)).toEqual({
      AAPL: {
        date: '2026-11-19',
        shortVolume: '24250000',
        shortExemptVolume: '10000',
        totalVolume: '50000000.5',
        availableAt: '2026-11-20T01:00:00.000Z',
      },
      'BRK.B': expect.objectContaining({ totalVolume: '10' }),
    });
    expect(server.seen.map(({ path }) => path)).toEqual(['/equity/regsho/daily/CNMSshvol20261119.txt']);
    expect(server.seen[0]?.headers['user-agent']).toContain('AlphaFlow');
  });

  test.each([
    ['just before its publication the day before', '2026-11-20T00:59:59.999Z', '20261118'],
    ['on a Sunday the Friday', '2026-11-22T15:00:00.000Z', '20261120'],
  ])('%s is asked for', async (_name, at, day) => {
    const { source, server } = await finraAt(() => file(HEADER, '0'));
    await source.shortVolume(['AAPL'], at);
    expect(server.seen.at(-1)?.path).toContain(day);
  });

  test('a day without a file, 403 or 404, leads to the weekday before; none at all is an outage', async () => {
    const { source, server } = await finraAt(({ path }) => {
      if (path.includes('20261119')) return { status: 403, body: 'Access Denied' };
      if (path.includes('20261118')) return { status: 404 };
      return file(HEADER, '20261117|AAPL|1|0|2|Q', '1');
    });
    expect((await source.shortVolume(['AAPL'], asOf)).get('AAPL')?.date).toBe('2026-11-17');
    expect(server.seen).toHaveLength(3);
    const shut = await finraAt(() => ({ status: 403, body: 'Access Denied' }));
    const asked = shut.source.shortVolume(['AAPL'], asOf);
    await expect(asked).rejects.toMatchObject({ source: 'finra', kind: 'unauthorized' });
  });

  test.each([
    ['a missing column', ['Date|Symbol|ShortVolume|Market'], /no column ShortExemptVolume, TotalVolume/],
    ['a cut line', [HEADER, '20261119|AAPL|24'], /line 2 has 3 of 6 columns/],
    ['a count that is not right', [HEADER, '20261119|AAPL|1|0|2|Q', '9'], /counts 9 rows, not 1/],
    ['a number that is none', [HEADER, '20261119|AAPL|many|0|2|Q', '1'], /line 2: ShortVolume/],
    ['another day’s sales', [HEADER, '20261101|AAPL|1|0|2|Q', '1'], /it holds sales of 2026-11-01/],
  ])('%s is malformed, and named', async (_name, lines, message) => {
    const { source } = await finraAt(() => file(...lines));
    const asked = source.shortVolume(['AAPL'], asOf);
    await expect(asked).rejects.toMatchObject({ kind: 'malformed' });
    await expect(asked).rejects.toThrow(message);
  });

  test.each(SOURCE_FAILURES)('$name is an outage: $kind', async ({ reply, kind }) => {
    const { source } = await finraAt(() => reply, patienceMs(reply));
    const expected = { name: 'SourceOutage', source: 'finra', kind };
    await expect(source.shortVolume(['AAPL'], asOf)).rejects.toMatchObject(expected);
  });
});
