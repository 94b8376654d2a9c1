import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { StoredView } from '../../domain/fusing/stored-view.ts';
import type { FilingTexts } from '../../domain/ports/filing-texts.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { ToolContext } from '../../domain/tools/tool.ts';
import type { MarketDeps, ReferenceDeps } from '../deps.ts';
import type { EvidenceContent } from '../evidence-store.ts';

/** What tools work with: readers alone. Nothing here can place, change or cancel an order. */
export interface ToolDeps extends Omit<MarketDeps, 'brokerOf'>, ReferenceDeps {
  readonly filingTexts: FilingTexts;
  /** The sandbox stands for the public sources. */
  readonly referenceSimulated: boolean;
}

/** Where one call of a tool is made. */
export interface ToolPlace {
  readonly deps: ToolDeps;
  readonly context: ToolContext;
  /** Aborts when the tool's time is over, or the activity is to end. */
  readonly signal: AbortSignal;
}

/** What a tool has to say, or why it does not. `about` names it in the fence, for example `AAPL`. */
export type ToolOutcome =
  | {
      readonly told: unknown;
      readonly about: string;
      readonly cites: readonly string[];
      readonly simulated: boolean;
    }
  | { readonly refused: string };

/** What this decision knows of a symbol of its universe. */
export async function viewOf({ deps, context }: ToolPlace, symbol: string): Promise<StoredView> {
  const views = await deps.evidence.read('fused', context.fused);
  const view = views.find((one) => one.symbol === symbol);
  if (view === undefined) throw new Error(`the views ${context.fused} lack ${symbol} of their universe`);
  return view;
}

/** The account that the decision is for. */
export async function accountOf({ deps, context }: ToolPlace): Promise<BrokerAccountRow> {
  const account = await accountById(deps.db, context.accountId);
  if (account === undefined) throw new Error(`no account ${context.accountId}`);
  return account;
}

/** The market data of the decision's account, and whether the sandbox gives them. */
export async function marketOf(
  place: ToolPlace,
): Promise<{ readonly market: MarketData; readonly simulated: boolean }> {
  const account = await accountOf(place);
  return { market: place.deps.marketDataOf(account), simulated: account.mode === 'sandbox' };
}

/** Keeps what a tool has read as evidence of the cycle, and gives its hash. */
export async function keep(
  { deps, context }: ToolPlace,
  content: EvidenceContent,
  { source, request }: { readonly source: string; readonly request: string },
): Promise<string> {
  const fetchedAt = deps.now().toISOString();
  const origin = { source, request, fetchedAt, availableAt: context.dataAsOf };
  const [hash] = await deps.evidence.put(context.cycleId, [{ ...content, ...origin }]);
  if (hash === undefined) throw new Error(`no hash for ${source}`);
  return hash;
}
