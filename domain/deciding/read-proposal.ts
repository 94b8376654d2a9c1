import type { Abstention } from '../decision.ts';
import type { DecimalString } from '../money.ts';
import { cleaned } from '../tools/fence.ts';
import {
  CITATIONS_MAX,
  HORIZON_DAYS_MAX,
  PRICE_PATTERN,
  PROPOSAL_FIELDS,
  PROPOSED_ACTIONS,
  type ProposedAction,
  THESIS_CHARS_MAX,
  WEIGHT_PATTERN,
} from './proposal-form.ts';
import { refuseProposal } from './refuse-proposal.ts';

/** What the model said of one symbol, its shape proved; whether it may be acted on is judged afterwards. */
export interface ModelProposal {
  readonly symbol: string;
  readonly action: ProposedAction;
  readonly targetWeight: DecimalString | null;
  readonly confidence: number;
  readonly horizonDays: number;
  readonly thesis: string;
  readonly counterThesis: string;
  readonly evidence: readonly string[];
  readonly invalidationPrice: DecimalString | null;
}

const SYMBOL_CHARS_MAX = 20;
const WEIGHT = new RegExp(WEIGHT_PATTERN);
const PRICE = new RegExp(PRICE_PATTERN);

/** The proposals of an answer, one by one; undefined when it is no answer in the form at all. */
export function readProposals(output: unknown): readonly (ModelProposal | Abstention)[] | undefined {
  if (!isRecord(output) || !Array.isArray(output['proposals'])) return undefined;
  if (Object.keys(output).length > 1) return undefined;
  return output['proposals'].map(readProposal);
}

/** One proposal, or why it is none. The gateway has held it to the schema; nothing here relies on that. */
function readProposal(item: unknown): ModelProposal | Abstention {
  if (!isRecord(item)) return refuseProposal('?', 'PROPOSAL_MALFORMED', 'A proposal is no object.', {});
  const name = item['symbol'];
  const symbol = typeof name === 'string' ? cleaned(name).slice(0, SYMBOL_CHARS_MAX) : '?';
  const malformed = (field: string) =>
    refuseProposal(symbol, 'PROPOSAL_MALFORMED', `Its ${field} is not of the form that was asked for.`, {
      field,
    });
  const unknown = Object.keys(item).find((key) => !PROPOSAL_FIELDS.includes(key));
  if (unknown !== undefined) return malformed(`field "${cleaned(unknown).slice(0, SYMBOL_CHARS_MAX)}"`);
  const { action: told, targetWeight, confidence, horizonDays, thesis, counterThesis } = item;
  const { evidence, invalidationPrice } = item;
  if (symbol === '?' || symbol === '' || symbol !== name) return malformed('symbol');
  const action = PROPOSED_ACTIONS.find((one) => one === told);
  if (action === undefined) return malformed('action');
  for (const [field, value] of Object.entries({ confidence, horizonDays })) {
    if (typeof value === 'number' && !Number.isFinite(value)) return notFinite(symbol, field);
  }
  for (const [field, value] of Object.entries({ targetWeight, invalidationPrice })) {
    if (typeof value === 'string' && /^[-+]?(nan|inf(inity)?)$/i.test(value.trim())) {
      return notFinite(symbol, field);
    }
  }
  if (targetWeight !== null && !(typeof targetWeight === 'string' && WEIGHT.test(targetWeight))) {
    return malformed('targetWeight');
  }
  if (typeof confidence !== 'number' || confidence < 0 || confidence > 1) return malformed('confidence');
  if (typeof horizonDays !== 'number' || !isDays(horizonDays)) return malformed('horizonDays');
  if (!isThesis(thesis)) return malformed('thesis');
  if (!isThesis(counterThesis)) return malformed('counterThesis');
  if (!isCitations(evidence)) return malformed('evidence');
  if (invalidationPrice !== null && !(typeof invalidationPrice === 'string' && PRICE.test(invalidationPrice)))
    return malformed('invalidationPrice');
  return {
    symbol,
    action,
    targetWeight,
    confidence,
    horizonDays,
    thesis: cleaned(thesis),
    counterThesis: cleaned(counterThesis),
    evidence,
    invalidationPrice,
  };
}

function notFinite(symbol: string, field: string): Abstention {
  return refuseProposal(symbol, 'NUMBER_NOT_FINITE', `Its ${field} is not a finite number.`, { field });
}

function isDays(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= HORIZON_DAYS_MAX;
}

function isThesis(value: unknown): value is string {
  return typeof value === 'string' && cleaned(value) !== '' && value.length <= THESIS_CHARS_MAX;
}

function isCitations(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= CITATIONS_MAX &&
    value.every((one) => typeof one === 'string' && /^[0-9a-f]{64}$/.test(one))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
