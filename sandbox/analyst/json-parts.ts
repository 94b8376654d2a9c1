import { isRecord, type JsonRecord } from '../server/json-record.ts';

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function recordsIn(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Text that came as such, or as a list of parts with a `text` each. */
export function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content;
  return recordsIn(content)
    .map((part) => textIn(part['text']))
    .join('\n');
}

/** The first object schema that is open, or (`complete`) leaves a property to choice; undefined when there is none. */
export function looseObject(
  schema: unknown,
  rule: 'closed' | 'closed-and-complete',
  path = 'schema',
): string | undefined {
  if (!isRecord(schema)) return undefined;
  const { properties, required } = schema;
  if (schema['type'] === 'object' && isRecord(properties)) {
    const names = Object.keys(properties);
    const listed = Array.isArray(required) ? required : [];
    const complete = rule === 'closed' || names.every((name) => listed.includes(name));
    if (schema['additionalProperties'] !== false || !complete) return path;
  }
  const parts: readonly (readonly [string, unknown])[] = [
    ...(isRecord(properties) ? Object.entries(properties) : []),
    ['items', schema['items']],
    ...recordsIn(schema['anyOf']).map((option, index) => [`anyOf.${index}`, option] as const),
  ];
  for (const [name, part] of parts) {
    const found = looseObject(part, rule, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
