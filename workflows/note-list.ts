import { markdownLine } from '../domain/shown-text.ts';

/** A note may carry what a source, a model or a user has said. */
export const NOTE_CHARS_MAX = 1_000;

/** Notes as a list in Markdown, each on a line and as it is written. */
export function noteList(notes: readonly string[]): string {
  return notes.map((one) => `- ${markdownLine(one, NOTE_CHARS_MAX)}`).join('\n');
}
