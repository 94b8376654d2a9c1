import type { z } from 'zod';
import { SourceOutage } from '../../domain/outage.ts';
import { parseExactJson } from './exact-json.ts';

/** Which source was asked what; every outage says so. */
export interface Asked {
  readonly source: string;
  readonly request: string;
}

/**
 * Reads a JSON body by a schema; numbers reach the schema as their text.
 * @throws SourceOutage kind `malformed` that names the first field that is missing or wrong.
 */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  asked: Asked,
): z.output<Schema> {
  return checkAnswer(schema, parseBody(body, asked), asked);
}

/**
 * As `parseAnswer` at a tenth of its cost, for documents of megabytes: numbers reach the schema as floats. A field that
 * must be exact refuses those that a float cannot hold (`exactNumber`).
 */
export function parseLargeAnswer<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  asked: Asked,
): z.output<Schema> {
  return checkAnswer(schema, parseBody(body, asked, JSON.parse), asked);
}

/** As `parseAnswer`, for a value that is parsed already. */
export function checkAnswer<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  asked: Asked,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, 3)
    .map(
      (issue) => `${issue.path.length === 0 ? 'answer' : issue.path.map(String).join('.')}: ${issue.message}`,
    );
  throw new SourceOutage({ ...asked, kind: 'malformed', reason: issues.join('; ') }, { cause: result.error });
}

function parseBody(body: string, asked: Asked, parse: (text: string) => unknown = parseExactJson): unknown {
  try {
    return parse(body);
  } catch (cause) {
    const reason =
      body.trim() === '' ? 'the answer is empty' : `not JSON: ${body.slice(0, 80).replaceAll(/\s+/g, ' ')}`;
    throw new SourceOutage({ ...asked, kind: 'malformed', reason }, { cause });
  }
}
