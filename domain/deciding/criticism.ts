import type { Abstention, CriticVerdict } from '../decision.ts';
import { type DecimalString, decimal } from '../money.ts';
import { cleaned } from '../tools/fence.ts';
import type { AcceptedProposal } from './accepted-proposal.ts';
import { closedListForm } from './closed-list-form.ts';
import type { JudgedVote } from './judge-proposals.ts';
import { PROPOSALS_MAX, THESIS_CHARS_MAX, WEIGHT_PATTERN } from './proposal-form.ts';
import { refuseProposal } from './refuse-proposal.ts';

const VERDICTS = ['keep', 'lower', 'strike'] as const satisfies readonly CriticVerdict[];
const WEIGHT = new RegExp(WEIGHT_PATTERN);

const PROPERTIES = {
  symbol: { type: 'string', description: 'Of the proposal' },
  argument: {
    type: 'string',
    minLength: 1,
    maxLength: THESIS_CHARS_MAX,
    description: 'The best case against it',
  },
  verdict: {
    type: 'string',
    enum: VERDICTS,
    description: 'What the argument is worth: lower is for buys alone',
  },
  targetWeight: {
    anyOf: [{ type: 'string', pattern: WEIGHT_PATTERN }, { type: 'null' }],
    description: 'With lower: a share of equity below the proposed one; else null',
  },
} as const;

/** The form of the critic's answer. */
export const CRITICISM_FORM = closedListForm('criticism', {
  of: 'criticisms',
  maxItems: PROPOSALS_MAX,
  properties: PROPERTIES,
});

interface Criticism {
  readonly argument: string;
  readonly verdict: CriticVerdict;
  readonly targetWeight: DecimalString | null;
}

/**
 * Holds the proposals against the critic's answer. It may lower or strike them, never add or raise. A buy that it did
 * not argue against in the form, once, is struck; so is every buy when there is no answer. A sale is struck by its
 * word alone: a critic that fails keeps nobody in a position.
 * @param output undefined when the critic gave no answer
 */
export function applyCriticism({ accepted, abstentions }: JudgedVote, output: unknown): JudgedVote {
  const kept: AcceptedProposal[] = [];
  const struck: Abstention[] = [];
  for (const proposal of accepted) {
    const result = output === undefined ? withoutCritic(proposal) : criticised(proposal, output);
    if ('code' in result) struck.push(result);
    else kept.push(result);
  }
  return { accepted: kept, abstentions: [...abstentions, ...struck] };
}

function withoutCritic(proposal: AcceptedProposal): AcceptedProposal | Abstention {
  if (proposal.action === 'sell') return proposal;
  return refuseProposal(proposal.symbol, 'CRITIC_UNAVAILABLE', 'Nobody argued against it.', {});
}

function criticised(proposal: AcceptedProposal, output: unknown): AcceptedProposal | Abstention {
  const { symbol, action, weight } = proposal;
  const found = criticismsOf(output, symbol);
  const [one] = found;
  const isLowering =
    one?.verdict === 'lower' && one.targetWeight !== null && decimal(one.targetWeight).lessThan(weight);
  const isValid =
    one !== undefined && found.length === 1 && (one.verdict !== 'lower' || (action === 'buy' && isLowering));
  if (!isValid) {
    if (action === 'sell') return proposal;
    return refuseProposal(symbol, 'CRITICISM_INVALID', 'The critic did not argue against it in the form.', {
      criticisms: String(found.length),
    });
  }
  const { argument, verdict, targetWeight } = one;
  if (verdict === 'strike') {
    return refuseProposal(symbol, 'STRUCK_BY_CRITIC', argument, { action, targetWeight: weight });
  }
  const lowered = verdict === 'lower' && targetWeight !== null ? { weight: targetWeight } : {};
  return { ...proposal, ...lowered, criticism: { argument, verdict } };
}

/** The critic's words about a symbol that are in the form; others are as if they had not been said. */
function criticismsOf(output: unknown, symbol: string): readonly Criticism[] {
  const items = isRecord(output) && Array.isArray(output['criticisms']) ? output['criticisms'] : [];
  return items.filter(isRecord).flatMap((item): readonly Criticism[] => {
    const { argument, targetWeight } = item;
    const verdict = VERDICTS.find((one) => one === item['verdict']);
    if (item['symbol'] !== symbol || verdict === undefined || typeof argument !== 'string') return [];
    const text = cleaned(argument);
    if (text === '' || argument.length > THESIS_CHARS_MAX) return [];
    if (targetWeight !== null && !(typeof targetWeight === 'string' && WEIGHT.test(targetWeight))) return [];
    return [{ argument: text, verdict, targetWeight }];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
