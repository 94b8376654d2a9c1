import { existsSync, readFileSync, truncateSync } from 'node:fs';

/** A line in the middle of the journal cannot be read: the file was changed by something else. */
export class JournalBrokenError extends Error {
  override readonly name = 'JournalBrokenError';
}

/**
 * Every entry of the journal, oldest first. A torn last line, which a kill leaves behind and which was never
 * answered, is cut off the file.
 * @throws JournalBrokenError for any other line that does not read.
 */
export function readJournal(file: string): readonly unknown[] {
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) truncateSync(file, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  lines.pop();
  return lines.map((line, index) => {
    try {
      const value: unknown = JSON.parse(line);
      return value;
    } catch (cause) {
      throw new JournalBrokenError(`${file}, line ${index + 1} is not JSON`, { cause });
    }
  });
}
