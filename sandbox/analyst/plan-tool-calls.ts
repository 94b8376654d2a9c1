import { isRecord, type JsonRecord } from '../server/json-record.ts';
import type { Conversation, OfferedTool, PlannedCall } from './conversation.ts';

/** More tools than these are not asked in one conversation or turn, and not more symbols than those a tool. */
const TOOLS_MAX = 4;
const TOOLS_A_TURN_MAX = 2;
const SYMBOLS_MAX = 4;
/** What an analyst would look at first. */
const PREFERRED = [/bar|candle|history/i, /indicator|feature/i, /quote|snapshot|price/i, /news/i, /filing/i];

/**
 * The next calls: two tools a turn, for the symbols of the prompt, until the tools of most interest have been asked.
 * Empty when it is time to answer.
 */
export function planToolCalls(
  conversation: Conversation,
  symbols: readonly string[],
): readonly PlannedCall[] {
  const { tools, called, mayCall } = conversation;
  if (!mayCall) return [];
  return [...tools]
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, TOOLS_MAX)
    .filter(({ name }) => !called.includes(name))
    .slice(0, TOOLS_A_TURN_MAX)
    .flatMap((tool) => callsOf(tool, symbols));
}

function callsOf(next: OfferedTool, symbols: readonly string[]): readonly PlannedCall[] {
  const properties = isRecord(next.parameters['properties']) ? next.parameters['properties'] : {};
  if (!('symbol' in properties)) return [{ name: next.name, input: inputFor(next, properties, symbols) }];
  return symbols
    .slice(0, SYMBOLS_MAX)
    .map((symbol) => ({ name: next.name, input: inputFor(next, properties, [symbol]) }));
}

function rank({ name }: OfferedTool): number {
  const index = PREFERRED.findIndex((pattern) => pattern.test(name));
  return index === -1 ? PREFERRED.length : index;
}

/** What the schema asks for; what it leaves open is left out. */
function inputFor(tool: OfferedTool, properties: JsonRecord, symbols: readonly string[]): JsonRecord {
  const required = Array.isArray(tool.parameters['required']) ? tool.parameters['required'] : [];
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]): [string, unknown][] => {
      if (name === 'symbol') return symbols[0] === undefined ? [] : [[name, symbols[0]]];
      if (name === 'symbols') return [[name, symbols.slice(0, SYMBOLS_MAX)]];
      return required.includes(name) && isRecord(schema) ? [[name, plainValue(schema, symbols)]] : [];
    }),
  );
}

function plainValue(schema: JsonRecord, symbols: readonly string[]): unknown {
  if ('default' in schema) return schema['default'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const least = typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
  switch (schema['type']) {
    case 'integer':
    case 'number':
      return Math.max(least, 1);
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return symbols.join(' ');
  }
}
