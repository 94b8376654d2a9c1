import { nameIn, type Parts, recordOf } from './schema-parts.ts';

/**
 * An example of a schema of the document, made of its parts' examples, so that each is written once: what may be left
 * out is left out, what may be null is null, a list has one item, and of several forms the first counts. What a
 * schema's own example says goes before what is made. `lacking`: the fields of which nobody gave an example.
 */
export function composeExample(
  schema: unknown,
  schemas: Parts,
): { readonly example: unknown } | { readonly lacking: readonly string[] } {
  const lacking: string[] = [];
  const example = composed(schema, '', { schemas, lacking });
  return lacking.length > 0 ? { lacking } : { example };
}

interface Composing {
  readonly schemas: Parts;
  readonly lacking: string[];
}

function composed(schema: unknown, place: string, within: Composing): unknown {
  const described = recordOf(schema);
  const { $ref, type, items } = described;
  if (typeof $ref === 'string') {
    return composed(within.schemas[nameIn($ref)], place, within);
  }
  const forms = listOf(described['anyOf'] ?? described['oneOf']);
  const types = typeof type === 'string' ? [type] : listOf(type);
  if (types.includes('null') || forms.some((form) => recordOf(form)['type'] === 'null')) return null;
  if (described['properties'] !== undefined) return composedObject(described, place, within);
  const given = ['example', 'const', 'default'].find((name) => name in described);
  if (given !== undefined) return described[given];
  const [first] = listOf(described['enum']);
  if (first !== undefined) return first;
  if (forms.length > 0) return composed(forms[0], place, within);
  if (types.includes('boolean')) return false;
  if (types.includes('object')) return {};
  if (items !== undefined) return [composed(items, `${place}[]`, within)];
  within.lacking.push(place);
  return undefined;
}

function composedObject(described: Parts, place: string, within: Composing): unknown {
  const own = recordOf(described['example']);
  const needed = listOf(described['required']);
  const made = Object.entries(recordOf(described['properties'])).flatMap(([name, part]) =>
    name in own || !needed.includes(name) ? [] : [[name, composed(part, `${place}.${name}`, within)]],
  );
  return { ...Object.fromEntries(made), ...own };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
