import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import type { Bar } from '../../domain/market.ts';
import { type BarLine, COLUMNS, readBarLine } from './bar-line.ts';

/** A line that is no bar. `line` counts from 1, the header included. */
export interface BrokenLine {
  readonly line: number;
  readonly reason: string;
}

export type FilePart =
  | { readonly kind: 'bars'; readonly bars: readonly Bar[] }
  | { readonly kind: 'broken'; readonly broken: BrokenLine };

const BARS_PER_PART = 5_000;

/**
 * Reads a bars file from the first line to the last, in parts, so that its size does not matter. A broken line does not
 * end the reading: all of them are told. Without a readable header the first line alone is broken.
 * @throws what the file system says
 */
export async function* readBarFile(path: string): AsyncGenerator<FilePart> {
  const parser = parse({
    bom: true,
    trim: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const file = createReadStream(path);
  file.once('error', (error) => parser.destroy(error));
  const rows: AsyncIterable<ParsedRow> = file.pipe(parser);
  let header: readonly string[] | undefined;
  let previous: string | undefined;
  let bars: Bar[] = [];
  try {
    for await (const { record, info } of rows) {
      if (header === undefined) {
        header = record;
        if (!isHeader(header)) {
          yield broken(info.lines, `the header must name the columns ${COLUMNS.join(',')}`);
          return;
        }
        continue;
      }
      const read =
        record.length === header.length
          ? readBarLine(lineOf(header, record), previous)
          : { fault: `expected ${header.length} fields, found ${record.length}` };
      if ('fault' in read) {
        yield broken(info.lines, read.fault);
        continue;
      }
      previous = read.start;
      bars.push(read);
      if (bars.length === BARS_PER_PART) {
        yield { kind: 'bars', bars };
        bars = [];
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error['lines'];
    yield broken(typeof line === 'number' ? line : 1, error.message);
  }
  if (bars.length > 0) yield { kind: 'bars', bars };
  if (previous === undefined) yield broken(1, 'there is no bar');
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function broken(line: number, reason: string): FilePart {
  return { kind: 'broken', broken: { line, reason } };
}

function isHeader(header: readonly string[]): boolean {
  return header.length === COLUMNS.length && COLUMNS.every((column) => header.includes(column));
}

function lineOf(header: readonly string[], record: readonly string[]): BarLine {
  const field = (column: string): string => record[header.indexOf(column)] ?? '';
  return { t: field('t'), o: field('o'), h: field('h'), l: field('l'), c: field('c'), v: field('v') };
}
