import { shownText } from '../domain/shown-text.ts';

const LINES_CHARS_MAX = 20_000;

/** Where the launcher tells a person what happens. */
export interface Reporter {
  line(text: string): void;
  partReady(title: string, ms: number, detail: string): void;
  warn(text: string): void;
}

/** Writes lines to a stream: stdout, or stderr when stdout is for a program. */
export function createReporter(out: NodeJS.WritableStream): Reporter {
  return {
    line: (text) => {
      out.write(`${seen(text)}\n`);
    },
    partReady: (title, ms, detail) => {
      out.write(
        `  ${title.padEnd(12)} ready in ${formatMs(ms).padStart(7)}  ${detail}`.trimEnd().concat('\n'),
      );
    },
    warn: (text) => {
      out.write(`! ${seen(text)}\n`);
    },
  };
}

/** What was read from the API may be somebody else's text: nothing in it gives orders to the terminal. */
function seen(text: string): string {
  const margin = /^ */.exec(text)?.[0] ?? '';
  return `${margin}${shownText(text, LINES_CHARS_MAX)}`;
}

/** `412 ms`, `3.1 s`. */
export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
