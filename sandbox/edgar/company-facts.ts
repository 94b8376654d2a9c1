import { hash, unit } from '../world/random.ts';
import { type Filer, paddedCik } from './filer.ts';
import type { Filing } from './filings.ts';

interface Fact {
  readonly start?: string;
  readonly end: string;
  readonly val: number;
  readonly accn: string;
  readonly fy: number;
  readonly fp: string;
  readonly form: string;
  readonly filed: string;
  readonly frame?: string;
}

type Measure = 'revenue' | 'income' | 'assets' | 'equity' | 'shares' | 'perShare';

/** Made-up but steady figures: size from the market value, growth, seasons, and the quarter's surprise. */
function quarterly(filer: Filer, year: number, quarter: number, measure: Measure): number {
  const margin = 0.06 + 0.2 * unit(hash(filer.seed, 131));
  const yearlySales = filer.price * filer.sharesOutstanding * (0.12 + 0.25 * unit(hash(filer.seed, 132)));
  const growth = 1.055 ** (year - 2025 + quarter / 4);
  const luck = 0.97 + 0.06 * unit(hash(filer.seed, year * 4 + quarter, 133));
  const revenue = (yearlySales / 4) * growth * luck * (1 + 0.05 * Math.sin(quarter * 1.7 + filer.cik));
  const income = revenue * margin * (0.9 + 0.2 * unit(hash(filer.seed, year * 4 + quarter, 134)));
  if (measure === 'revenue') return Math.round(revenue);
  if (measure === 'income') return Math.round(income);
  if (measure === 'assets') return Math.round(yearlySales * growth * 1.6);
  if (measure === 'equity') return Math.round(yearlySales * growth * 0.7);
  if (measure === 'shares') return Math.round(filer.sharesOutstanding * 0.99 ** (year - 2025));
  return Math.round((income / (filer.sharesOutstanding * 0.99 ** (year - 2025))) * 100) / 100;
}

const quarterStart = ['01-01', '04-01', '07-01', '10-01'] as const;
const quarterEnd = ['03-31', '06-30', '09-30', '12-31'] as const;

/** One report's statement about a period; annual reports state the year's sum of what flows. */
function fact(
  filer: Filer,
  report: Filing,
  measure: Measure,
  isFlow: boolean,
  year: number,
): Fact | undefined {
  const { earnings } = report;
  if (earnings === undefined) return undefined;
  const quarter = earnings.quarter;
  const isYear = quarter === 4;
  const quarters = isYear && isFlow ? [1, 2, 3, 4] : [quarter];
  const values = quarters.map((each) => quarterly(filer, year, each, measure));
  const total = values.reduce((sum, value) => sum + value, 0);
  const start = isYear ? quarterStart[0] : quarterStart[quarter - 1];
  return {
    ...(isFlow && { start: `${year}-${start}` }),
    end: `${year}-${quarterEnd[quarter - 1]}`,
    val: measure === 'perShare' ? Math.round(total * 100) / 100 : total,
    accn: report.accessionNumber,
    fy: earnings.year,
    fp: isYear ? 'FY' : `Q${quarter}`,
    form: report.form,
    filed: report.filingDate,
  };
}

/** EDGAR's name of a calendar period, for example CY2023Q4I; only the latest statement of a period has it. */
function frameOf({ start, end }: Fact): string {
  const [year, quarter] = [end.slice(0, 4), Math.floor((Number(end.slice(5, 7)) + 2) / 3)];
  if (start === undefined) return `CY${year}Q${quarter}I`;
  return start.endsWith('01-01') && quarter === 4 ? `CY${year}` : `CY${year}Q${quarter}`;
}

/** Every report's statements, oldest first: its own period and the same one a year before. */
function facts(filer: Filer, reports: readonly Filing[], measure: Measure, isFlow: boolean): readonly Fact[] {
  const found = reports.flatMap((report) => {
    const year = report.earnings?.year ?? 0;
    const pair = [fact(filer, report, measure, isFlow, year - 1), fact(filer, report, measure, isFlow, year)];
    return pair.filter((entry) => entry !== undefined);
  });
  const latest = new Map(found.map((entry, place) => [`${entry.start}|${entry.end}`, place]));
  return found.map((entry, place) =>
    latest.get(`${entry.start}|${entry.end}`) === place ? { ...entry, frame: frameOf(entry) } : entry,
  );
}

/** The answer of `companyfacts/CIK##########.json` from the reports accepted so far, newest first. */
export function companyFactsWire(filer: Filer, filings: readonly Filing[]) {
  const reports = filings.filter((filing) => filing.earnings !== undefined).toReversed();
  const concept = (label: string, name: string, measure: Measure, isFlow: boolean) => ({
    label,
    description: label,
    units: { [name]: facts(filer, reports, measure, isFlow) },
  });
  return {
    cik: paddedCik(filer.cik),
    entityName: filer.title,
    facts: {
      dei: {
        EntityCommonStockSharesOutstanding: concept(
          'Entity Common Stock, Shares Outstanding',
          'shares',
          'shares',
          false,
        ),
      },
      'us-gaap': {
        Assets: concept('Assets', 'USD', 'assets', false),
        EarningsPerShareDiluted: concept('Earnings Per Share, Diluted', 'USD/shares', 'perShare', true),
        NetIncomeLoss: concept('Net Income (Loss)', 'USD', 'income', true),
        Revenues: concept('Revenues', 'USD', 'revenue', true),
        StockholdersEquity: concept('Stockholders’ Equity', 'USD', 'equity', false),
      },
    },
  };
}
