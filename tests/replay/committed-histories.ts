import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from './normalise-history.ts';

type Json = Readonly<Record<string, unknown>>;

/** One committed history, as `record.ts` wrote it. */
export interface CommittedHistory {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly events: readonly Json[];
  readonly history: { readonly events: readonly Json[] };
}

export function committedHistories(): readonly CommittedHistory[] {
  const folder = join(import.meta.dirname, 'histories');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const history: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      if (!isRecord(history) || !Array.isArray(history['events'])) throw new Error(`${file} is no history`);
      const events = history['events'].filter(isRecord);
      return { name: file.slice(0, -'.json'.length), events, history: { events } };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
