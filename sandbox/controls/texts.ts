import { Hono } from 'hono';
import { readBody } from '../alpaca-trading/answer.ts';
import type { FieldError } from '../faults/fault.ts';
import { isRecord } from '../server/json-record.ts';
import type { PlantedAnswer, PlantedTexts } from '../world/planted-texts.ts';
import type { Clock, Market } from '../world/world.ts';
import { refuseControl } from './refuse-control.ts';

const CHARS_MAX = 5_000_000;

/** /_sandbox/texts: what an outsider might publish, word by word, for whoever reads news and filings. */
export function textControls(
  { market, clock }: { readonly market: Market; readonly clock: Clock },
  texts: PlantedTexts,
): Hono {
  const routes = new Hono();

  routes.post('/texts/news', async (c) => {
    const body = await readBody(c);
    if (!isRecord(body)) return refuseControl(c, { field: 'body', problem: 'must be a JSON object' });
    const { symbols, headline, summary = '' } = body;
    if (!Array.isArray(symbols) || !symbols.every((symbol) => typeof symbol === 'string')) {
      return refuseControl(c, { field: 'symbols', problem: 'must be a list of symbols' });
    }
    const fault = textFault('headline', headline) ?? textFault('summary', summary);
    if (fault !== undefined) return refuseControl(c, fault);
    const words = { headline: String(headline), summary: String(summary) };
    return c.json(texts.publish({ at: clock.now(), symbols, ...words }), 201);
  });

  routes.put('/texts/filings/:symbol', async (c) => {
    const asset = market.asset(c.req.param('symbol'));
    if (!asset) return refuseControl(c, { field: 'symbol', problem: 'is not an asset of this world' });
    const body = await readBody(c);
    const html = isRecord(body) ? body['html'] : undefined;
    const fault = textFault('html', html);
    if (fault !== undefined) return refuseControl(c, fault);
    texts.file(asset.symbol, String(html));
    return c.json({ symbol: asset.symbol });
  });

  routes.post('/texts/answers', async (c) => {
    const body = await readBody(c);
    const answers = Array.isArray(body) ? body.map(readAnswer) : [];
    const known = answers.filter((answer) => answer !== undefined);
    if (known.length === 0 || known.length < answers.length) {
      return refuseControl(c, { field: 'body', problem: 'must be a list of {"text"} or {"calls"}' });
    }
    texts.say(known);
    return c.json({ answers: known.length }, 201);
  });

  routes.delete('/texts', (c) => {
    texts.clear();
    return c.body(null, 204);
  });

  return routes;
}

function readAnswer(value: unknown): PlantedAnswer | undefined {
  if (!isRecord(value)) return undefined;
  const { text, calls } = value;
  if (typeof text === 'string') return { text, end: 'complete' };
  if (!Array.isArray(calls)) return undefined;
  const read = calls.filter(isRecord).map(({ name, input }) => ({
    name: String(name),
    input: isRecord(input) ? input : {},
  }));
  return { calls: read };
}

function textFault(field: string, value: unknown): FieldError | undefined {
  const isText = typeof value === 'string' && value.length <= CHARS_MAX;
  return isText ? undefined : { field, problem: `must be text of at most ${CHARS_MAX} characters` };
}
