import type { FollowedStream } from '../../db/queries/market/market-streams.ts';
import type { MarketTick } from '../../domain/ports/market-ticks.ts';

/** A quote in the form of the `text/event-stream`: without an id, so that the reader's place stays where it is. */
export function quoteFrame(accountId: string, { symbol, quote, lastTrade }: MarketTick): string {
  return frame('quote.latest', { accountId, symbol, quote: quote ?? null, lastTrade: lastTrade ?? null });
}

/** How the stream behind a reader's quotes stands, and which of their symbols it brings. */
export function stateFrame(
  accountId: string,
  wanted: ReadonlySet<string>,
  stream: FollowedStream | undefined,
): string {
  const brought = new Set(stream?.symbols);
  const [symbols, missing] = [
    [...wanted].filter((one) => brought.has(one)),
    [...wanted].filter((one) => !brought.has(one)),
  ];
  const since = stream?.staleSince?.toISOString() ?? null;
  const state = stream?.isFollowed !== true ? 'not-followed' : since === null ? 'live' : 'stale';
  return frame('quote.stream', {
    accountId,
    state,
    since,
    reason: stream?.staleReason ?? null,
    symbols,
    missing,
  });
}

function frame(type: string, payload: Readonly<Record<string, unknown>>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, payload })}\n\n`;
}
