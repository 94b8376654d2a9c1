/** What the workflows that keep streams open take, and how they are named. */

export interface FollowTradeUpdatesInput {
  readonly accountId: string;
}

export interface FollowMarketDataInput {
  readonly accountId: string;
}

export function tradeUpdatesWorkflowId(accountId: string): string {
  return `trade-updates:${accountId}`;
}

/** Named after the account whose keys open the stream: one a key. */
export function marketDataWorkflowId(accountId: string): string {
  return `market-data:${accountId}`;
}
