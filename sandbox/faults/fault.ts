import { isRecord } from '../server/json-record.ts';

const SYSTEMS = [
  'alpaca-trading',
  'alpaca-data',
  'trade-updates',
  'market-stream',
  'edgar',
  'frankfurter',
  'finra',
  'openai',
  'anthropic',
] as const;
export type System = (typeof SYSTEMS)[number];

export const HTTP_EFFECTS = [
  'status',
  'accept-then-status',
  'accept-then-drop',
  'hang',
  'reset',
  'delay',
  'malformed',
] as const;
const STREAM_EFFECTS = ['drop-socket', 'duplicate-event', 'reorder-events', 'lose-event', 'silence'] as const;
/** What goes wrong behind the answer; each lasts for `ms`. */
const BROKER_EFFECTS = ['hide-order', 'slow-cancel', 'slow-replace'] as const;
/** What is wrong with a model's answer, in the wire format of its API. */
export const MODEL_EFFECTS = ['refusal', 'cut-off', 'malformed-output', 'out-of-quota'] as const;
const EFFECTS = [...HTTP_EFFECTS, ...BROKER_EFFECTS, ...MODEL_EFFECTS, ...STREAM_EFFECTS] as const;
export type Effect = (typeof EFFECTS)[number];

/** What a control asks to go wrong. Without `times` it holds until it is deleted. */
export interface Fault {
  readonly system: System;
  readonly effect: Effect;
  readonly method: string | undefined;
  /** Exact, without the query. */
  readonly path: string | undefined;
  readonly status: number | undefined;
  readonly ms: number | undefined;
  readonly times: number | undefined;
}

/** A field of a control's body that does not read. */
export interface FieldError {
  readonly field: string;
  readonly problem: string;
}

const FIELDS: ReadonlySet<string> = new Set(['system', 'method', 'path', 'effect', 'status', 'ms', 'times']);
const isModel = (system: System): boolean => system === 'openai' || system === 'anthropic';
const isStream = (system: System): boolean => system === 'trade-updates' || system === 'market-stream';

/** Reads the body of POST /_sandbox/faults. */
export function readFault(body: unknown): Fault | FieldError {
  if (!isRecord(body)) return { field: 'body', problem: 'must be a JSON object' };
  const unknown = Object.keys(body).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) return { field: unknown, problem: 'is not a field of a fault' };
  const system = SYSTEMS.find((known) => known === body['system']);
  if (!system) return { field: 'system', problem: `must be one of ${SYSTEMS.join(', ')}` };
  const effect = EFFECTS.find((known) => known === body['effect']);
  if (!effect) return { field: 'effect', problem: `must be one of ${EFFECTS.join(', ')}` };
  const streamEffect = STREAM_EFFECTS.some((known) => known === effect);
  if (streamEffect !== isStream(system))
    return { field: 'effect', problem: `${effect} is not for ${system}` };
  const brokerEffect = BROKER_EFFECTS.some((known) => known === effect);
  if (brokerEffect && system !== 'alpaca-trading') {
    return { field: 'effect', problem: `${effect} is for alpaca-trading only` };
  }
  if (MODEL_EFFECTS.some((known) => known === effect) && !isModel(system)) {
    return { field: 'effect', problem: `${effect} is for openai and anthropic only` };
  }
  const { method, path, status, ms, times } = body;
  if (method !== undefined && typeof method !== 'string') return { field: 'method', problem: 'must be text' };
  if (path !== undefined && (typeof path !== 'string' || !path.startsWith('/') || path.includes('?'))) {
    return { field: 'path', problem: 'must start with / and have no query' };
  }
  if (!isIntegerIn(status, 400, 599)) return { field: 'status', problem: 'must be an integer, 400 to 599' };
  if (!isIntegerIn(ms, 0, 86_400_000))
    return { field: 'ms', problem: 'must be milliseconds, an integer from 0' };
  if (!isIntegerIn(times, 1, 1_000_000)) return { field: 'times', problem: 'must be an integer from 1' };
  if ((effect === 'delay' || brokerEffect) && ms === undefined) {
    return { field: 'ms', problem: `is needed for ${effect}` };
  }
  return { system, effect, method: method?.toUpperCase(), path, status, ms, times };
}

function isIntegerIn(value: unknown, least: number, most: number): value is number | undefined {
  if (value === undefined) return true;
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
