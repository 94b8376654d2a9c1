import { evidenceOfCycle } from '../db/queries/evidence.ts';
import type { BrokerAccountRow } from '../db/schema.ts';
import type { Quote, Timestamp } from '../domain/market.ts';
import type { OrderInput } from '../domain/order-intent.ts';
import type { BrokerAccountState } from '../domain/portfolio.ts';
import type { BrokerAsset } from '../domain/ports/broker.ts';
import type { AssetDirectory } from './asset-directory.ts';
import type { MarketDeps } from './deps.ts';

/** What a cycle read is good enough for its own orders for this long; after that the broker is asked again. */
const READING_AGE_MS_MAX = 15_000;

/** The broker's side of a risk check. `brokerTime` is the broker's clock at the moment of the check. */
export interface MarketAtApproval {
  readonly account: BrokerAccountState;
  readonly brokerTime: Timestamp;
  readonly isOpen: boolean;
  readonly quote: Quote | undefined;
  readonly asset: BrokerAsset | undefined;
  /** Our own clock when this was read. */
  readonly readAt: Date;
}

/**
 * Account, clock, quote and asset as risk judges by them: what the cycle has just read, or read anew.
 * @throws SourceOutage when the broker cannot be read: without it there is no approval.
 */
export async function marketAtApproval(
  deps: MarketDeps & { readonly assets: AssetDirectory },
  account: BrokerAccountRow,
  input: OrderInput,
): Promise<MarketAtApproval> {
  const broker = deps.brokerOf(account);
  const { symbol } = input.request;
  const [asset, market] = await Promise.all([
    deps.assets.find(broker, symbol),
    readByCycle(deps, input).then((read) => read ?? readNow(deps, account, symbol)),
  ]);
  return { ...market, asset };
}

async function readByCycle(
  deps: MarketDeps,
  input: OrderInput,
): Promise<Omit<MarketAtApproval, 'asset'> | undefined> {
  if (input.cycleId === undefined) return undefined;
  const found = await evidenceOfCycle(deps.db, input.userId, input.cycleId);
  const account = found.find(({ role }) => role === 'account');
  const snapshots = found.find(({ role }) => role === 'snapshots');
  if (account === undefined || snapshots === undefined) return undefined;
  const reading = await deps.evidence.read('account', account.hash);
  const ageMs = deps.now().getTime() - Date.parse(reading.readAt);
  if (ageMs > READING_AGE_MS_MAX) return undefined;
  const quotes = await deps.evidence.read('snapshots', snapshots.hash);
  return {
    account: reading.account,
    brokerTime: new Date(Date.parse(reading.clock.at) + ageMs).toISOString(),
    isOpen: reading.clock.isOpen,
    quote: quotes[input.request.symbol]?.quote,
    readAt: new Date(reading.readAt),
  };
}

async function readNow(
  deps: MarketDeps,
  account: BrokerAccountRow,
  symbol: string,
): Promise<Omit<MarketAtApproval, 'asset'>> {
  const broker = deps.brokerOf(account);
  const [state, clock, snapshots] = await Promise.all([
    broker.account(),
    broker.clock(),
    deps.marketDataOf(account).snapshots([symbol]),
  ]);
  return {
    account: state,
    brokerTime: clock.at,
    isOpen: clock.isOpen,
    quote: snapshots.get(symbol)?.quote,
    readAt: deps.now(),
  };
}
