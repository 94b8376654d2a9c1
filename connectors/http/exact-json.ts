/** What V8 tells a reviver about a primitive since ECMAScript's "JSON.parse source text access". */
interface ReviverContext {
  readonly source?: string;
}

/**
 * Parses JSON with every number as the text it was written in, so that no price or id passes through a float.
 * @throws SyntaxError for anything that is not JSON.
 */
export function parseExactJson(text: string): unknown {
  const keepNumberText = (_key: string, value: unknown, context?: ReviverContext): unknown =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  const parsed: unknown = JSON.parse(text, keepNumberText);
  return parsed;
}
