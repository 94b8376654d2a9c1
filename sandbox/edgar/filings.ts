import { type Earnings, earningsBetween } from '../world/earnings.ts';
import { addDays, newYorkDate, newYorkMinuteOfDay, newYorkTime } from '../world/new-york.ts';
import { addTradingDates, isTradingDate, tradingDateFrom } from '../world/nyse-holidays.ts';
import { hash } from '../world/random.ts';
import { type Filer, paddedCik } from './filer.ts';

export interface Filing {
  readonly accessionNumber: string;
  readonly form: string;
  readonly acceptedAt: number;
  /** YYYY-MM-DD; what is accepted after 17:30 counts for the next business day. */
  readonly filingDate: string;
  readonly reportDate: string;
  readonly items: string;
  readonly isXbrl: boolean;
  readonly document: string;
  readonly description: string;
  readonly size: number;
  /** The results that a quarterly or annual report holds. */
  readonly earnings: Earnings | undefined;
}

type Draft = Pick<Filing, 'form' | 'acceptedAt' | 'reportDate' | 'items' | 'earnings'>;

const cutOffMinute = 17 * 60 + 30;
const newsItems = ['5.02', '7.01,9.01', '8.01', '1.01,9.01'] as const;

function draft(form: string, acceptedAt: number, reportDate: string, items = '', earnings?: Earnings): Draft {
  return { form, acceptedAt, reportDate, items, earnings };
}

function resultDrafts(seed: number, year: number): Draft[] {
  const [from, to] = [newYorkTime(`${year}-01-01`, 0, 0), newYorkTime(`${year + 1}-01-01`, 0, 0)];
  return earningsBetween(seed, from, to).flatMap((earnings) => [
    draft('8-K', earnings.announcedAt + 240_000, newYorkDate(earnings.announcedAt), '2.02,9.01'),
    draft(earnings.quarter === 4 ? '10-K' : '10-Q', earnings.filedAt, earnings.periodEnd, '', earnings),
  ]);
}

function dailyDrafts(seed: number, year: number): Draft[] {
  const drafts: Draft[] = [];
  for (let date = `${year}-01-01`; date.startsWith(String(year)); date = addDays(date, 1)) {
    const draw = hash(seed, Date.parse(date) / 86_400_000, 121);
    if (draw % 4 === 0 && isTradingDate(date)) {
      const at = newYorkTime(date, 16, 5 + ((draw >>> 4) % 320)) + ((draw >>> 16) % 60) * 1000;
      drafts.push(draft('4', at, addDays(date, -2)));
    }
    if (draw % 47 === 0 && isTradingDate(date)) {
      const at = newYorkTime(date, 7, (draw >>> 6) % 640) + ((draw >>> 18) % 60) * 1000;
      drafts.push(draft('8-K', at, date, newsItems[(draw >>> 8) % newsItems.length] ?? '8.01'));
    }
  }
  drafts.push(draft('DEF 14A', newYorkTime(tradingDateFrom(`${year}-04-09`), 16, 30), `${year}-05-20`));
  return drafts;
}

function fundDrafts(seed: number, year: number): Draft[] {
  return Array.from({ length: 12 }, (_, month) => {
    const start = `${year}-${String(month + 1).padStart(2, '0')}-01`;
    const date = tradingDateFrom(addDays(start, 20 + (hash(seed, year, month, 122) % 7)));
    return draft('NPORT-P', newYorkTime(date, 11, hash(seed, year, month, 123) % 360), addDays(start, -1));
  });
}

function filingDate(acceptedAt: number): string {
  const date = newYorkDate(acceptedAt);
  const isLate = newYorkMinuteOfDay(acceptedAt) > cutOffMinute;
  return isLate ? addTradingDates(date, 1) : tradingDateFrom(date);
}

const describe: Readonly<Record<string, string>> = {
  '4': 'FORM 4',
  'NPORT-P': 'MONTHLY PORTFOLIO INVESTMENTS REPORT ON FORM N-PORT',
};

/** Everything the filer files in `year`, oldest first, numbered in that order. */
export function filingsOfYear(filer: Filer, year: number): readonly Filing[] {
  const drafts =
    filer.kind === 'fund'
      ? fundDrafts(filer.seed, year)
      : [...resultDrafts(filer.seed, year), ...dailyDrafts(filer.seed, year)];
  drafts.sort((a, b) => a.acceptedAt - b.acceptedAt);
  return drafts.map((entry, place) => {
    const isReport = entry.form.startsWith('10-');
    const day = newYorkDate(entry.acceptedAt).replaceAll('-', '');
    return {
      ...entry,
      accessionNumber: `${paddedCik(filer.cik)}-${String(year).slice(2)}-${String(place + 1).padStart(6, '0')}`,
      // A form 4 counts for its day until 22:00.
      filingDate: entry.form === '4' ? newYorkDate(entry.acceptedAt) : filingDate(entry.acceptedAt),
      isXbrl: isReport || entry.form === '8-K',
      document: entry.form === '4' ? 'xslF345X05/form4.xml' : `${filer.ticker.toLowerCase()}-${day}.htm`,
      description: describe[entry.form] ?? entry.form,
      size: 6000 + (hash(filer.seed, year, place, 124) % (isReport ? 9_000_000 : 200_000)),
    };
  });
}
