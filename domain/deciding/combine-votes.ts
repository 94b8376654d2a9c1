import type { Abstention, VoteSpread } from '../decision.ts';
import { decimal } from '../money.ts';
import type { AcceptedProposal } from './accepted-proposal.ts';
import type { JudgedVote } from './judge-proposals.ts';
import { refuseProposal } from './refuse-proposal.ts';

/**
 * What several independent answers agree on: a symbol is traded when more than half of the votes that were asked for
 * say the same, at the median of their weights (the lower of two). The words are those of the vote that names it.
 * @param asked how many votes were asked for; those without an answer agree with nothing
 */
export function combineVotes(votes: readonly JudgedVote[], asked: number): JudgedVote {
  const [only] = votes;
  if (asked === 1 && only !== undefined) return only;
  const accepted: AcceptedProposal[] = [];
  const abstentions: Abstention[] = [];
  const symbols = new Set(votes.flatMap((vote) => [...vote.accepted, ...vote.abstentions]).map(nameOf));
  for (const symbol of symbols) {
    const wishes = votes.flatMap((vote) => vote.accepted.filter((one) => one.symbol === symbol));
    const buys = wishes.filter(({ action }) => action === 'buy');
    const sells = wishes.filter(({ action }) => action === 'sell');
    const agreeing = [buys, sells].find((some) => some.length > asked / 2);
    const middle = agreeing === undefined ? undefined : median(agreeing);
    if (agreeing !== undefined && middle !== undefined) {
      accepted.push({ ...middle, spread: spreadOf(agreeing, asked, buys.length, sells.length) });
    } else if (wishes.length > 0) {
      abstentions.push(
        refuseProposal(symbol, 'VOTES_DISAGREE', 'Not more than half of the votes say the same.', {
          votes: String(asked),
          buy: String(buys.length),
          sell: String(sells.length),
        }),
      );
    } else {
      const reason = votes.flatMap((vote) => vote.abstentions).find((one) => one.symbol === symbol);
      if (reason !== undefined) abstentions.push(reason);
    }
  }
  return { accepted, abstentions };
}

function nameOf({ symbol }: { readonly symbol: string }): string {
  return symbol;
}

function byWeight(proposals: readonly AcceptedProposal[]): readonly AcceptedProposal[] {
  return [...proposals].sort((one, other) => decimal(one.weight).comparedTo(other.weight));
}

function median(proposals: readonly AcceptedProposal[]): AcceptedProposal | undefined {
  return byWeight(proposals)[Math.floor((proposals.length - 1) / 2)];
}

function spreadOf(
  agreeing: readonly AcceptedProposal[],
  votes: number,
  buy: number,
  sell: number,
): VoteSpread {
  const ordered = byWeight(agreeing);
  return {
    votes,
    buy,
    sell,
    neither: votes - buy - sell,
    lowestWeight: ordered[0]?.weight ?? '0',
    highestWeight: ordered.at(-1)?.weight ?? '0',
  };
}
