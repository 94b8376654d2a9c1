import type { Abstention, Decision, Proposal } from '../decision.ts';
import { type Decimal, decimal, toDecimalString } from '../money.ts';
import { ANALYST_DATA, type AnalystParameters } from '../strategies/analyst.ts';
import type { StrategyInput } from '../strategies/strategy.ts';
import { isHeld, mergeDecision, type Survey, surveyUniverse } from '../strategies/survey-universe.ts';
import { sharesOf, sizeToTarget } from '../strategies/target-weight.ts';
import type { AcceptedProposal } from './accepted-proposal.ts';
import { combineVotes } from './combine-votes.ts';
import { applyCriticism } from './criticism.ts';
import { type JudgedVote, judgeProposals, type Vote } from './judge-proposals.ts';
import { refuseProposal } from './refuse-proposal.ts';

export type AnalystInput = StrategyInput<AnalystParameters>;

/**
 * What the models' answers come to before anything is sized: each vote judged by itself, then what they agree on.
 * @param votes those that were answered; the strategy's parameters say how many were asked for
 */
export function agreedProposals(input: AnalystInput, votes: readonly Vote[]): JudgedVote {
  const survey = surveyUniverse(input, ANALYST_DATA);
  const judged = votes.map((vote) => judgeProposals(input.parameters, survey, vote));
  return combineVotes(judged, input.parameters.votes);
}

/**
 * From the models' answers to a decision. A model only proposes: the shares come from the target weight, the equity and
 * the quote, by the same code as for every strategy, and what breaks a limit is refused with its reason.
 * @param criticism the critic's answer: `output` is undefined when it gave none; left out, nobody was to criticise
 */
export function generateDecision(
  input: AnalystInput,
  votes: readonly Vote[],
  criticism?: { readonly output: unknown },
): Decision {
  const agreed = agreedProposals(input, votes);
  const { accepted, abstentions } =
    criticism === undefined ? agreed : applyCriticism(agreed, criticism.output);
  const refusal = refuseBuys(input, surveyUniverse(input, ANALYST_DATA), accepted);
  const standing = refusal === undefined ? accepted : accepted.filter(({ action }) => action === 'sell');
  const refused = accepted.filter((one) => !standing.includes(one)).flatMap((one) => refusal?.(one) ?? []);
  const sized = sizeToTarget(input, standing.map(toTarget), input.parameters.rebalanceBand);
  const proposals = sized.proposals.map((proposal) => withModelPart(proposal, standing));
  const decision = { proposals: proposals.filter(isProposal), abstentions: sized.abstentions };
  return mergeDecision(decision, [
    ...abstentions,
    ...refused,
    ...proposals.filter((one): one is Abstention => !isProposal(one)),
  ]);
}

function toTarget(proposal: AcceptedProposal) {
  const { data, weight, confidence, thesis, cited, action, invalidationPrice } = proposal;
  const wrongAt =
    invalidationPrice === null
      ? 'No price was named.'
      : `The price is ${invalidationPrice} dollars or ${action === 'buy' ? 'less' : 'more'}.`;
  const evidence = [...new Set([...cited, ...data.evidence])];
  return { data: { ...data, evidence }, weight, confidence, thesis, invalidation: wrongAt };
}

/** The sized proposal with what the model said of it; a side that is not what it said is not traded. */
function withModelPart(proposal: Proposal, accepted: readonly AcceptedProposal[]): Proposal | Abstention {
  const said = accepted.find(({ symbol }) => symbol === proposal.symbol);
  if (said === undefined) throw new RangeError(`nobody proposed ${proposal.symbol}`);
  const { action, weight, counterThesis, horizonDays, invalidationPrice, cited, spread, criticism } = said;
  if (proposal.side !== action) {
    return refuseProposal(
      proposal.symbol,
      'ACTION_CONTRADICTS_SIZE',
      `It says ${action}, and its target weight asks for the opposite.`,
      { action, targetWeight: weight, side: proposal.side, qty: proposal.qty },
    );
  }
  const byModel = {
    counterThesis,
    horizonDays,
    invalidationPrice,
    cited,
    ...(spread === undefined ? {} : { spread }),
    ...(criticism === undefined ? {} : { criticism }),
  };
  return { ...proposal, byModel };
}

function isProposal(one: Proposal | Abstention): one is Proposal {
  return 'side' in one;
}

/**
 * Why no buy of this decision is let through: a holding whose worth nobody can tell, or too much invested afterwards.
 * Which of the buys would have to give way is not for code to choose.
 */
function refuseBuys(
  input: AnalystInput,
  survey: Survey,
  accepted: readonly AcceptedProposal[],
): ((proposal: AcceptedProposal) => Abstention) | undefined {
  const [unpriced] = survey.unjudgedHoldings;
  if (unpriced !== undefined) {
    return ({ symbol }) =>
      refuseProposal(symbol, 'UNPRICED_HOLDING', `What ${unpriced} is worth cannot be told.`, {
        holding: unpriced,
      });
  }
  const total = accepted.reduce((sum, { weight }) => sum.plus(weight), restWeight(input, survey, accepted));
  const { investedMax } = input.parameters;
  if (total.lessThanOrEqualTo(investedMax)) return undefined;
  return ({ symbol }) =>
    refuseProposal(symbol, 'TOTAL_WEIGHT_LIMIT', 'Together the buys would invest too much.', {
      total: toDecimalString(total),
      investedMax,
    });
}

/** What the holdings that nobody proposed to change are worth, as a share of equity. */
function restWeight(input: AnalystInput, survey: Survey, accepted: readonly AcceptedProposal[]): Decimal {
  const equity = decimal(input.equity);
  const rest = survey.judged.filter(
    ({ symbol }) => isHeld(input, symbol) && !accepted.some((one) => one.symbol === symbol),
  );
  return rest.reduce((sum, { symbol, quote }) => {
    const shares = sharesOf(input.positions, symbol).plus(sharesOf(input.openOrderQty, symbol));
    return equity.greaterThan(0) ? sum.plus(shares.times(quote.ask).div(equity)) : sum;
  }, decimal('0'));
}
