type Json = unknown;

function fieldsOf(value: Json): ReadonlyMap<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : new Map();
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const isOfType = (type: Json, value: Json): boolean =>
  type === 'integer' ? Number.isInteger(value) : type === typeOf(value);

/** Follows `#/a/b` references into the document. */
function resolve(document: Json, schema: Json): ReadonlyMap<string, Json> {
  const fields = fieldsOf(schema);
  const reference = fields.get('$ref');
  if (typeof reference !== 'string') return fields;
  const target = reference
    .slice(2)
    .split('/')
    .reduce((at: Json, key) => fieldsOf(at).get(key), document);
  return resolve(document, target);
}

/**
 * Where `value` departs from a schema of an OpenAPI document: missing or mistyped fields, as readable lines.
 * Knows references, allOf, properties, items, additional properties, enumerations and null.
 */
export function shapeErrors(document: Json, schema: Json, value: Json, path = '$'): readonly string[] {
  const rules = resolve(document, schema);
  const types = [rules.get('type')].flat().filter((type) => typeof type === 'string');
  if (value === null && (rules.get('nullable') === true || types.includes('null'))) return [];
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) {
    return [`${path} is ${typeOf(value)}, not ${types.join(' or ')}`];
  }
  const allowed = rules.get('enum');
  if (Array.isArray(allowed) && !allowed.includes(value)) return [`${path} is not among the allowed values`];
  const errors = listOf(rules.get('allOf')).flatMap((part) => shapeErrors(document, part, value, path));
  const fields = fieldsOf(value);
  for (const name of listOf(rules.get('required'))) {
    if (typeof name === 'string' && !fields.has(name)) errors.push(`${path}.${name} is missing`);
  }
  const known = fieldsOf(rules.get('properties'));
  const others = rules.get('additionalProperties');
  for (const [name, field] of fields) {
    const rule = known.get(name) ?? others;
    if (rule !== undefined) errors.push(...shapeErrors(document, rule, field, `${path}.${name}`));
  }
  const items = rules.get('items');
  if (items !== undefined) {
    listOf(value).forEach((item, place) => {
      errors.push(...shapeErrors(document, items, item, `${path}[${place}]`));
    });
  }
  return errors;
}

/** The schema of a GET's 200 answer. */
export function answerSchema(document: Json, path: string): Json {
  const keys = ['paths', path, 'get', 'responses', '200', 'content', 'application/json', 'schema'];
  return keys.reduce((at: Json, key) => resolve(document, at).get(key), document);
}
