import { newYorkOffset } from '../world/new-york.ts';
import { type Filer, paddedCik } from './filer.ts';
import type { Filing } from './filings.ts';

const recentCount = 1000;

/** EDGAR's acceptance time: UTC, or New York time that claims to be UTC. */
function acceptanceStamp(filer: Filer, filing: Filing): string {
  const shift = filer.hasNewYorkStamps ? newYorkOffset(filing.acceptedAt) : 0;
  return new Date(filing.acceptedAt + shift).toISOString();
}

/** Filings as columns: one list for each field. */
function columns(filer: Filer, filings: readonly Filing[]) {
  return {
    accessionNumber: filings.map((filing) => filing.accessionNumber),
    filingDate: filings.map((filing) => filing.filingDate),
    reportDate: filings.map((filing) => filing.reportDate),
    acceptanceDateTime: filings.map((filing) => acceptanceStamp(filer, filing)),
    act: filings.map((filing) => (filing.form === '4' ? '' : '34')),
    form: filings.map((filing) => filing.form),
    fileNumber: filings.map((filing) => (filing.form === '4' ? '' : '001-30000')),
    filmNumber: filings.map(() => ''),
    items: filings.map((filing) => filing.items),
    size: filings.map((filing) => filing.size),
    isXBRL: filings.map((filing) => Number(filing.isXbrl)),
    isInlineXBRL: filings.map((filing) => Number(filing.isXbrl)),
    primaryDocument: filings.map((filing) => filing.document),
    primaryDocDescription: filings.map((filing) => filing.description),
  };
}

const address = {
  street1: '1 MARKET STREET',
  street2: null,
  city: 'NEW YORK',
  stateOrCountry: 'NY',
  zipCode: '10001',
  stateOrCountryDescription: 'NY',
};

/** The answer of `submissions/CIK##########.json`; `filings` newest first. */
export function submissionsWire(filer: Filer, filings: readonly Filing[]) {
  const older = filings.slice(recentCount);
  const [newest, oldest] = [older[0], older.at(-1)];
  const name = `CIK${paddedCik(filer.cik)}-submissions-001.json`;
  const page = { name, filingCount: older.length };
  return {
    cik: String(filer.cik),
    entityType: filer.kind === 'fund' ? 'investment' : 'operating',
    sic: '',
    sicDescription: '',
    insiderTransactionForOwnerExists: 0,
    insiderTransactionForIssuerExists: 1,
    name: filer.title,
    tickers: [filer.ticker],
    exchanges: [filer.exchange],
    ein: '000000000',
    description: '',
    website: '',
    investorWebsite: '',
    category: 'Large accelerated filer',
    fiscalYearEnd: '1231',
    stateOfIncorporation: 'DE',
    stateOfIncorporationDescription: 'DE',
    addresses: { mailing: address, business: address },
    phone: '212-555-0100',
    flags: '',
    formerNames: [],
    filings: {
      recent: columns(filer, filings.slice(0, recentCount)),
      files:
        newest === undefined || oldest === undefined
          ? []
          : [{ ...page, filingFrom: oldest.filingDate, filingTo: newest.filingDate }],
    },
  };
}

/** The answer of an older page: the columns alone. */
export function olderSubmissionsWire(filer: Filer, filings: readonly Filing[]) {
  return columns(filer, filings.slice(recentCount));
}
