import { z } from 'zod';
import { SourceOutage } from '../../domain/outage.ts';
import { decimalText } from '../http/answer-fields.ts';
import { type Asked, checkAnswer } from '../http/parse-answer.ts';

const COLUMNS = ['Date', 'Symbol', 'ShortVolume', 'ShortExemptVolume', 'TotalVolume'] as const;

const row = z.object({
  Date: z.string().regex(/^\d{8}$/),
  Symbol: z.string().min(1),
  ShortVolume: decimalText,
  ShortExemptVolume: decimalText,
  TotalVolume: decimalText,
});
export type ShortVolumeRow = z.output<typeof row>;

/**
 * Reads a daily short sale volume file: columns parted by `|`, named in the first line, and a last line that counts the
 * rows. Only rows of the symbols that `wanted` names are read further; more columns than these are accepted.
 * @throws SourceOutage kind `malformed` that names a missing column, the broken line, or a count that is not right.
 */
export function readShortVolumes(
  text: string,
  wanted: (code: string) => boolean,
  asked: Asked,
): readonly ShortVolumeRow[] {
  const fail = (reason: string): never => {
    throw new SourceOutage({ ...asked, kind: 'malformed', reason });
  };
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const names = lines[0]?.split('|') ?? [];
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0)
    fail(lines.length === 0 ? 'the answer is empty' : `no column ${missing.join(', ')}`);
  const symbolAt = names.indexOf('Symbol');
  const rows: ShortVolumeRow[] = [];
  let count = 0;
  for (const [place, line] of lines.entries()) {
    if (place === 0) continue;
    const cells = line.split('|');
    if (place === lines.length - 1 && cells.length === 1) {
      if (line.trim() !== String(count)) fail(`its last line counts ${line.slice(0, 20)} rows, not ${count}`);
      continue;
    }
    if (cells.length !== names.length)
      fail(`line ${place + 1} has ${cells.length} of ${names.length} columns`);
    count += 1;
    if (!wanted(cells[symbolAt] ?? '')) continue;
    const named = Object.fromEntries(names.map((name, column) => [name, cells[column]]));
    rows.push(checkAnswer(row, named, { ...asked, request: `${asked.request} line ${place + 1}` }));
  }
  return rows;
}
