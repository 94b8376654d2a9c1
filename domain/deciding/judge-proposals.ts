import type { Abstention } from '../decision.ts';
import { decimal } from '../money.ts';
import type { AnalystParameters } from '../strategies/analyst.ts';
import type { Judged } from '../strategies/judge-data.ts';
import type { Survey } from '../strategies/survey-universe.ts';
import type { AcceptedProposal } from './accepted-proposal.ts';
import { type ModelProposal, readProposals } from './read-proposal.ts';
import { refuseProposal } from './refuse-proposal.ts';

/** One answer in the form, and the hashes that its conversation had shown. */
export interface Vote {
  readonly output: unknown;
  readonly shown: ReadonlySet<string>;
}

/** Each symbol of the universe is in one of the two; symbols of the model's own are refused by name. */
export interface JudgedVote {
  readonly accepted: readonly AcceptedProposal[];
  readonly abstentions: readonly Abstention[];
}

/**
 * Judges what a model proposes, symbol by symbol, before anything is sized: its form, its grounds, its limits. What is
 * wrong is refused with its reason; nothing is mended.
 */
export function judgeProposals(parameters: AnalystParameters, survey: Survey, vote: Vote): JudgedVote {
  const items = readProposals(vote.output);
  const judged = new Map(survey.judged.map((data) => [data.symbol, data]));
  const unjudged = new Map(survey.abstentions.map((abstention) => [abstention.symbol, abstention]));
  const results = (items ?? []).map((item): AcceptedProposal | Abstention => {
    if ('code' in item) return item;
    if (countOf(items ?? [], item.symbol) > 1) {
      return refuseProposal(item.symbol, 'PROPOSED_TWICE', 'The symbol is proposed more than once.', {});
    }
    const noData = unjudged.get(item.symbol);
    if (noData !== undefined) return noData;
    const data = judged.get(item.symbol);
    if (data === undefined) {
      return refuseProposal(
        item.symbol,
        'SYMBOL_OUTSIDE_UNIVERSE',
        'The symbol is not one of the strategy’s.',
        {},
      );
    }
    return judge(parameters, item, data, vote.shown);
  });
  const accepted = results.filter((one): one is AcceptedProposal => 'weight' in one);
  const refused = onePerSymbol(results.filter((one): one is Abstention => 'code' in one));
  const named = new Set([...accepted, ...refused].map(({ symbol }) => symbol));
  const silent = survey.judged.filter(({ symbol }) => !named.has(symbol)).map(notProposed);
  const withoutData = survey.abstentions.filter(({ symbol }) => !named.has(symbol));
  return { accepted, abstentions: [...refused, ...silent, ...withoutData] };
}

function judge(
  parameters: AnalystParameters,
  item: ModelProposal,
  data: Judged,
  shown: ReadonlySet<string>,
): AcceptedProposal | Abstention {
  const { symbol, action, targetWeight, confidence, evidence, invalidationPrice } = item;
  const { maxWeight, minConfidence } = parameters;
  const refuse = (...rest: Parameters<typeof refuseProposal> extends [string, ...infer R] ? R : never) =>
    refuseProposal(symbol, ...rest);
  if (action === 'hold') return refuse('MODEL_HOLDS', item.thesis, { confidence: String(confidence) });
  if (evidence.length === 0) return refuse('NO_CITATION', 'It cites nothing that it was shown.', {});
  const unknown = evidence.find((hash) => !shown.has(hash));
  if (unknown !== undefined) {
    return refuse('CITATION_NOT_SHOWN', 'It cites evidence that it was not shown.', { citation: unknown });
  }
  if (targetWeight === null) return refuse('SIZE_MISSING', `It says ${action} without a target weight.`, {});
  if (decimal(targetWeight).greaterThan(maxWeight)) {
    return refuse('SIZE_OUTSIDE_LIMITS', 'Its target weight is above the limit of one symbol.', {
      targetWeight,
      maxWeight,
    });
  }
  if (action === 'buy' && confidence < minConfidence) {
    return refuse('CONFIDENCE_TOO_LOW', 'It is less sure of it than the strategy asks for.', {
      confidence: String(confidence),
      minConfidence: String(minConfidence),
    });
  }
  const price = action === 'buy' ? data.quote.ask : data.quote.bid;
  if (!isInvalidation(action, invalidationPrice, price)) {
    return refuse(
      'INVALIDATION_PRICE',
      action === 'buy'
        ? 'A buy names a price below the ask at which it is wrong.'
        : 'The price at which a sale is wrong is above the bid.',
      { invalidationPrice: invalidationPrice ?? 'none', price },
    );
  }
  const { horizonDays, thesis, counterThesis } = item;
  return {
    symbol,
    action,
    weight: targetWeight,
    confidence,
    horizonDays,
    thesis,
    counterThesis,
    cited: [...new Set(evidence)],
    invalidationPrice,
    data,
  };
}

function isInvalidation(action: 'buy' | 'sell', wrongAt: string | null, price: string): boolean {
  if (wrongAt === null) return action === 'sell';
  if (action === 'sell') return decimal(wrongAt).greaterThan(price);
  return decimal(wrongAt).greaterThan(0) && decimal(wrongAt).lessThan(price);
}

function countOf(items: readonly (ModelProposal | Abstention)[], symbol: string): number {
  return items.filter((one) => one.symbol === symbol).length;
}

function onePerSymbol(abstentions: readonly Abstention[]): readonly Abstention[] {
  return [...new Map(abstentions.toReversed().map((one) => [one.symbol, one])).values()].toReversed();
}

function notProposed({ symbol }: Judged): Abstention {
  return refuseProposal(symbol, 'NOT_PROPOSED', 'The model said nothing of it.', {});
}
