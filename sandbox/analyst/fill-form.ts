import { isRecord, type JsonRecord } from '../server/json-record.ts';
import { ANALYST } from './conversation.ts';
import type { Figures } from './read-figures.ts';

/** What an item of the answer is about: a symbol with its verdict, or nothing in particular. */
export interface Subject {
  readonly figures: Figures | undefined;
  readonly action: 'buy' | 'sell' | 'hold';
  /** Share of equity to hold afterwards. */
  readonly weight: string;
}

/** How a form may word each action. */
const WORDS = {
  buy: /^(buy|long|open|enter|increase)$/i,
  sell: /^(sell|short|close|exit|reduce|decrease)$/i,
  hold: /^(hold|none|wait|pass|keep)$/i,
} as const;

const NOTE = `${ANALYST}, a plain rule and no language model`;

/**
 * An instance of a JSON schema: lists whose items have a `symbol` get one item a subject, everything else what its
 * name and type ask for.
 */
export function fillForm(schema: JsonRecord, subjects: readonly Subject[]): unknown {
  return valueFor('', schema, { figures: undefined, action: 'hold', weight: '0' }, subjects);
}

function valueFor(name: string, schema: JsonRecord, about: Subject, subjects: readonly Subject[]): unknown {
  if ('const' in schema) return schema['const'];
  const choices = schema['enum'];
  if (Array.isArray(choices)) return choiceFor(choices, about);
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) {
    const records = options.filter(isRecord);
    if (isOfNoMatter(name, about) && records.some(({ type }) => type === 'null')) return null;
    const chosen = records.find((option) => option['type'] !== 'null') ?? records[0];
    return chosen === undefined ? null : valueFor(name, chosen, about, subjects);
  }
  switch (typeOf(schema)) {
    case 'object':
      return objectFor(schema, about, subjects);
    case 'array':
      return listFor(name, schema, about, subjects);
    case 'integer':
    case 'number':
      return within(schema, Number(amountFor(name, about)), typeOf(schema) === 'integer');
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return textFor(name, schema, about);
  }
}

/** Sizes and prices of what is left as it is. */
function isOfNoMatter(name: string, { action, figures }: Subject): boolean {
  return figures !== undefined && action === 'hold' && /weight|qty|quantity|price/i.test(name);
}

function typeOf(schema: JsonRecord): unknown {
  const { type } = schema;
  return Array.isArray(type) ? type.find((one) => one !== 'null') : type;
}

function objectFor(schema: JsonRecord, about: Subject, subjects: readonly Subject[]): JsonRecord {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, part]): [string, unknown][] =>
      isRecord(part) ? [[name, valueFor(name, part, about, subjects)]] : [],
    ),
  );
}

function listFor(
  name: string,
  schema: JsonRecord,
  about: Subject,
  subjects: readonly Subject[],
): readonly unknown[] {
  const items = isRecord(schema['items']) ? schema['items'] : {};
  const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : 20;
  const properties = isRecord(items['properties']) ? items['properties'] : {};
  if ('symbol' in properties) {
    return subjects.slice(0, most).map((subject) => objectFor(items, subject, subjects));
  }
  if (/evidence|citation|cited|source|hash/i.test(name))
    return about.figures?.hashes.slice(0, Math.min(most, 5)) ?? [];
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
  return Array.from({ length: least }, () => valueFor(name, items, about, subjects));
}

function choiceFor(choices: readonly unknown[], { action }: Subject): unknown {
  const wanted = WORDS[action];
  return choices.find((choice) => typeof choice === 'string' && wanted.test(choice)) ?? choices[0];
}

function amountFor(name: string, { figures, action, weight }: Subject): string {
  if (/confidence|probability|conviction/i.test(name)) return '0.6';
  if (/weight|fraction|size|allocation/i.test(name)) return figures === undefined ? '0.05' : weight;
  if (/qty|quantity|shares/i.test(name)) return '1';
  if (/invalidat|stop/i.test(name)) {
    return (Number(figures?.price ?? '0') * (action === 'sell' ? 1.05 : 0.95)).toFixed(2);
  }
  if (/price|target/i.test(name)) return figures?.price ?? '0';
  if (/horizon|days|bars/i.test(name)) return '5';
  return '1';
}

function within(schema: JsonRecord, value: number, whole: boolean): number {
  const least = typeof schema['minimum'] === 'number' ? schema['minimum'] : value;
  const most = typeof schema['maximum'] === 'number' ? schema['maximum'] : value;
  const bounded = Math.min(Math.max(value, least), most);
  return whole ? Math.round(bounded) : bounded;
}

function textFor(name: string, schema: JsonRecord, about: Subject): string {
  const { figures } = about;
  if (name === 'symbol') return figures?.symbol ?? '';
  const pattern = typeof schema['pattern'] === 'string' ? schema['pattern'] : undefined;
  // Anthropic's SDK moves patterns into descriptions: the name tells then.
  const isNumeric =
    pattern === undefined ? /(?:weight|price|qty|quantity)$/i.test(name) : new RegExp(pattern).test('0.05');
  if (isNumeric) return amountFor(name, about);
  const change = ((figures?.change ?? 0) * 100).toFixed(2);
  const most = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : 400;
  const text = /counter|against|risk|argu/i.test(name)
    ? `${NOTE}: a change of ${change} percent may turn round.`
    : figures === undefined
      ? `${NOTE}.`
      : `${NOTE}: ${figures.symbol} changed by ${change} percent in what was shown.`;
  return text.slice(0, most);
}
