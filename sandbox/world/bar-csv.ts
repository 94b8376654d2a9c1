import { readFileSync } from 'node:fs';
import { unitsPerDollar } from './price-source.ts';

/** A line of a bars file that cannot be read. `line` counts from 1. */
export class BrokenCsvError extends Error {
  override readonly name = 'BrokenCsvError';
  readonly file: string;
  readonly line: number;
  readonly reason: string;

  constructor(file: string, line: number, reason: string) {
    super(`${file}:${line}: ${reason}`);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}

/** One line of a bars file: start of the bar in epoch ms, prices in ten-thousandths of a dollar, shares. */
export interface CsvBar {
  readonly t: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const header = 't,o,h,l,c,v';
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const decimal = /^\d+(\.\d+)?$/;

function parseLine(file: string, line: number, text: string): CsvBar {
  const broken = (reason: string): BrokenCsvError => new BrokenCsvError(file, line, reason);
  const fields = text.split(',');
  const [time = ''] = fields;
  if (fields.length !== 6) throw broken(`expected 6 fields (${header}), found ${fields.length}`);
  const t = rfc3339.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(t)) throw broken(`"${time}" is not an RFC 3339 time`);
  const [open = 0, high = 0, low = 0, close = 0, volume = 0] = fields.slice(1).map((field, place) => {
    const column = header.charAt(2 * (place + 1));
    if (!decimal.test(field)) throw broken(`${column} is "${field}", not a plain number`);
    return place === 4 ? Math.round(Number(field)) : Math.round(Number(field) * unitsPerDollar);
  });
  if (Math.min(open, high, low, close) <= 0) throw broken('a price is not above zero');
  if (high < Math.max(open, close, low)) throw broken('the high is below another price of the bar');
  if (low > Math.min(open, close)) throw broken('the low is above another price of the bar');
  return { t, open, high, low, close, volume };
}

/** Reads a bars file, oldest line first. Throws `BrokenCsvError` at the first line that cannot be right. */
export function readBarCsv(file: string): readonly CsvBar[] {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== header) throw new BrokenCsvError(file, 1, `the header must be ${header}`);
  const bars: CsvBar[] = [];
  for (const [place, text] of lines.entries()) {
    if (place === 0) continue;
    const bar = parseLine(file, place + 1, text);
    const before = bars.at(-1);
    if (before !== undefined && bar.t <= before.t) {
      throw new BrokenCsvError(file, place + 1, 'the time does not come after the line before');
    }
    bars.push(bar);
  }
  if (bars.length === 0) throw new BrokenCsvError(file, 1, 'there is no bar');
  return bars;
}
