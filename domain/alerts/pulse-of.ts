import type { Facts } from '../refusal.ts';
import type { AlertRule } from './alert-rule.ts';
import type { Reading } from './reading.ts';

/** An event of the bus, as rules see it. */
export interface AlertEvent {
  /** `fill.booked`, `decision.unavailable`, … */
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What an event says to a rule; undefined when it is none of its business. */
export function pulseOf({ terms, accountId }: AlertRule, { type, payload }: AlertEvent): Reading | undefined {
  const of = (field: string) => textOf(payload[field]);
  if (accountId !== null && payload['accountId'] !== undefined && of('accountId') !== accountId)
    return undefined;
  if (terms.kind === 'fill' && type === 'fill.booked') {
    const symbol = of('symbol');
    if (terms.symbol !== undefined && terms.symbol !== symbol) return undefined;
    const facts = textsOf(payload, [
      'clientOrderId',
      'accountId',
      'symbol',
      'side',
      'qty',
      'price',
      'filledQty',
    ]);
    const message = `${symbol}: ${of('side')} ${of('qty')} at ${of('price')}; ${of('filledQty')} in all of this order.`;
    return { subject: of('clientOrderId'), state: 'breached', message, facts };
  }
  if (terms.kind === 'decision-unavailable' && type === 'decision.unavailable') {
    const strategyId = of('strategyId');
    return {
      subject: strategyId === '' ? 'models' : strategyId,
      state: 'breached',
      message: `No language model could be asked for a decision${of('reason') === '' ? '' : `: ${of('reason')}`}.`,
      facts: textsOf(payload, Object.keys(payload)),
    };
  }
  if (terms.kind === 'login-burst' && type === 'audit.burst') {
    const from = of('address') || of('actor');
    return {
      subject: from === '' ? 'login' : from,
      state: 'breached',
      message: `${of('refusals') || 'Many'} requests refused${from === '' ? '' : ` from ${from}`}: ${of('code')}.`,
      facts: textsOf(payload, Object.keys(payload)),
    };
  }
  return undefined;
}

const FACT_CHARACTERS_MAX = 200;

function textsOf(payload: AlertEvent['payload'], fields: readonly string[]): Facts {
  const told = fields.map((field) => [field, textOf(payload[field]).slice(0, FACT_CHARACTERS_MAX)] as const);
  return Object.fromEntries(told.filter(([, text]) => text !== ''));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}
