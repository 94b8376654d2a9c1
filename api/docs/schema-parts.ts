/** Parts of the document, whatever they turn out to be. */
export type Parts = Readonly<Record<string, unknown>>;

export function recordOf(value: unknown): Parts {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** The name of the schema that a `$ref` points to. */
export function nameIn(ref: string): string {
  return ref.split('/').at(-1) ?? ref;
}
