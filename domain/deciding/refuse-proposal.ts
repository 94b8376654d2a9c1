import type { Abstention } from '../decision.ts';
import type { Facts } from '../refusal.ts';

/**
 * Why a model's proposal is not acted on. Stable codes:
 * - form: `PROPOSAL_MALFORMED`, `NUMBER_NOT_FINITE`, `SYMBOL_OUTSIDE_UNIVERSE`, `PROPOSED_TWICE`
 * - grounds: `NO_CITATION`, `CITATION_NOT_SHOWN`
 * - size: `SIZE_MISSING`, `SIZE_OUTSIDE_LIMITS`, `TOTAL_WEIGHT_LIMIT`, `UNPRICED_HOLDING`, `ACTION_CONTRADICTS_SIZE`
 * - judgement: `CONFIDENCE_TOO_LOW`, `INVALIDATION_PRICE`, `VOTES_DISAGREE`
 * - critic: `STRUCK_BY_CRITIC`, `CRITICISM_INVALID`, `CRITIC_UNAVAILABLE`
 * - none of these: `MODEL_HOLDS`, `NOT_PROPOSED`
 */
export type ProposalRefusalCode =
  | 'PROPOSAL_MALFORMED'
  | 'NUMBER_NOT_FINITE'
  | 'SYMBOL_OUTSIDE_UNIVERSE'
  | 'PROPOSED_TWICE'
  | 'NO_CITATION'
  | 'CITATION_NOT_SHOWN'
  | 'SIZE_MISSING'
  | 'SIZE_OUTSIDE_LIMITS'
  | 'TOTAL_WEIGHT_LIMIT'
  | 'UNPRICED_HOLDING'
  | 'ACTION_CONTRADICTS_SIZE'
  | 'CONFIDENCE_TOO_LOW'
  | 'INVALIDATION_PRICE'
  | 'VOTES_DISAGREE'
  | 'STRUCK_BY_CRITIC'
  | 'CRITICISM_INVALID'
  | 'CRITIC_UNAVAILABLE'
  | 'MODEL_HOLDS'
  | 'NOT_PROPOSED';

export function refuseProposal(
  symbol: string,
  code: ProposalRefusalCode,
  message: string,
  facts: Facts,
): Abstention {
  return { symbol, code, message, facts };
}
