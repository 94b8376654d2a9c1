import { problem } from '../../problem-error.ts';

type Kind = 'quotes' | 'trades' | 'news';

/** Wraps the source's page token, so that a cursor of one list is not taken for one of another. */
export function cursorOf(kind: Kind, page: string | undefined): string | null {
  return page === undefined ? null : Buffer.from(JSON.stringify([kind, page])).toString('base64url');
}

/** The source's page token. @throws ProblemError INVALID_CURSOR for a cursor that no page of this list gave. */
export function pageIn(kind: Kind, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const parts = parse(cursor);
  const [of, page] = Array.isArray(parts) ? parts.map(String) : [];
  if (of !== kind || page === undefined || page === '') {
    throw problem('INVALID_CURSOR', 'the cursor does not come from this list');
  }
  return page;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw problem('INVALID_CURSOR', 'the cursor is not readable', { cause });
  }
}
