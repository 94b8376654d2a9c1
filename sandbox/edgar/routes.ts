import { Hono } from 'hono';
import type { PlantedTexts } from '../world/planted-texts.ts';
import type { Clock, Market } from '../world/world.ts';
import { companyFactsWire } from './company-facts.ts';
import { type Filer, filerOf } from './filer.ts';
import { createFilingArchive } from './filing-archive.ts';
import { filingDocument } from './filing-document.ts';
import type { Filing } from './filings.ts';
import { olderSubmissionsWire, submissionsWire } from './submissions.ts';

const undeclaredTool = `<!DOCTYPE html>
<html lang="en"><head><title>SEC.gov | Request Rate Threshold Exceeded</title></head>
<body><h1>Your Request Originates from an Undeclared Automated Tool</h1>
<p>Please declare your traffic by updating your user agent to include company specific information.</p>
</body></html>
`;

const noSuchKey = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>
`;

/** A contact is an address for mail, anywhere in the agent's name. */
const contact = /\S+@\S+\.\S+/;

interface EdgarWorld {
  readonly market: Market;
  readonly clock: Clock;
  readonly planted?: PlantedTexts;
}

/** EDGAR's ticker list, submissions, company facts and documents; nothing shows before it was accepted. */
export function createEdgarRoutes({ market, clock, planted }: EdgarWorld): Hono {
  const archive = createFilingArchive();
  const filers = market.assets().map(filerOf);
  const byCik = new Map(filers.map((filer) => [filer.cik, filer]));
  const find = (file: string, form: RegExp): Filer | undefined => {
    const digits = form.exec(file)?.[1];
    return digits === undefined ? undefined : byCik.get(Number(digits));
  };
  const routes = new Hono();

  routes.use(async (c, next) => {
    if (!contact.test(c.req.header('user-agent') ?? '')) return c.html(undeclaredTool, 403);
    await next();
    return undefined;
  });

  routes.get('/files/company_tickers.json', (c) =>
    c.json(
      Object.fromEntries(
        filers.map(({ cik, ticker, title }, place) => [String(place), { cik_str: cik, ticker, title }]),
      ),
    ),
  );
  routes.get('/submissions/:file', (c) => {
    const file = c.req.param('file');
    const filer = find(file, /^CIK(\d{10})\.json$/);
    if (filer !== undefined) return c.json(submissionsWire(filer, archive(filer, clock.now())));
    const paged = find(file, /^CIK(\d{10})-submissions-001\.json$/);
    if (paged !== undefined) return c.json(olderSubmissionsWire(paged, archive(paged, clock.now())));
    return c.body(noSuchKey, 404, { 'Content-Type': 'application/xml' });
  });
  routes.get('/api/xbrl/companyfacts/:file', (c) => {
    const filer = find(c.req.param('file'), /^CIK(\d{10})\.json$/);
    if (filer?.kind === 'stock') return c.json(companyFactsWire(filer, archive(filer, clock.now())));
    return c.body(noSuchKey, 404, { 'Content-Type': 'application/xml' });
  });
  routes.get('/Archives/edgar/data/:cik/:folder/:document', (c) => {
    const { cik, folder, document } = c.req.param();
    const filer = /^[1-9]\d{0,9}$/.test(cik) ? byCik.get(Number(cik)) : undefined;
    const filing = filer && archive(filer, clock.now()).find((one) => isIn(one, folder, document));
    if (filer === undefined || filing === undefined) {
      return c.body(noSuchKey, 404, { 'Content-Type': 'application/xml' });
    }
    const symbol = filer.ticker.replace('-', '.');
    return c.html(planted?.filingOf(symbol) ?? filingDocument(filer, filing));
  });
  routes.all('*', (c) => c.body(noSuchKey, 404, { 'Content-Type': 'application/xml' }));
  return routes;
}

/** A filing's folder is its accession number without dashes. */
function isIn({ accessionNumber, document }: Filing, folder: string, asked: string): boolean {
  return accessionNumber.replaceAll('-', '') === folder && document === asked;
}
