import { evidenceOfCycle } from '../../db/queries/evidence/evidence.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { Quote, Timestamp } from '../../domain/market.ts';
import type { DecimalString } from '../../domain/money.ts';
import type { OrderInput } from '../../domain/ordering/order-intent.ts';
import type { BrokerAccountState } from '../../domain/portfolio.ts';
import type { BrokerAsset } from '../../domain/ports/broker.ts';
import { averageDailyVolume } from '../../domain/risk/average-daily-volume.ts';
import { clockSkewMs } from '../../domain/risk/clock-skew.ts';
import type { MarketDeps } from '../deps.ts';
import type { AssetDirectory } from './asset-directory.ts';
import type { VolumeDirectory } from './volume-directory.ts';

/** What a cycle read is good enough for its own orders for this long; after that the broker is asked again. */
const READING_AGE_MS_MAX = 15_000;

/** The broker's side of a risk check. `brokerTime` is the broker's clock at the moment of the check. */
export interface MarketAtApproval {
  readonly account: BrokerAccountState;
  readonly brokerTime: Timestamp;
  readonly isOpen: boolean;
  readonly quote: Quote | undefined;
  readonly asset: BrokerAsset | undefined;
  /** Shares a day; undefined where the source has no bars. */
  readonly averageDailyVolume: DecimalString | undefined;
  /** The broker's clock when the account was read. */
  readonly accountAt: Timestamp;
  /** Our own clock when this was asked for. */
  readonly readAt: Date;
  /** Undefined in the sandbox, whose clock is a simulated one. */
  readonly clockSkewMs: number | undefined;
}

export interface ApprovalDeps extends MarketDeps {
  readonly assets: AssetDirectory;
  readonly volumes: VolumeDirectory;
}

type Read = Omit<MarketAtApproval, 'asset'>;

/**
 * Account, clock, quote and asset as risk judges by them: what the cycle has just read, or read anew.
 * @throws SourceOutage when the broker cannot be read: without it there is no approval.
 */
export async function marketAtApproval(
  deps: ApprovalDeps,
  account: BrokerAccountRow,
  input: OrderInput,
): Promise<MarketAtApproval> {
  const { symbol } = input.request;
  const [asset, market] = await Promise.all([
    deps.assets.find(deps.brokerOf(account), symbol),
    readByCycle(deps, account, input).then((read) => read ?? readNow(deps, account, symbol)),
  ]);
  return { ...market, asset };
}

async function readByCycle(
  deps: ApprovalDeps,
  account: BrokerAccountRow,
  input: OrderInput,
): Promise<Read | undefined> {
  if (input.cycleId === undefined) return undefined;
  const found = await evidenceOfCycle(deps.db, input.userId, input.cycleId);
  const hashOf = (wanted: string) => found.find(({ role }) => role === wanted)?.hash;
  const [accountHash, snapshots, bars] = ['account', 'snapshots', 'bars'].map(hashOf);
  if (accountHash === undefined || snapshots === undefined) return undefined;
  const reading = await deps.evidence.read('account', accountHash);
  const ageMs = deps.now().getTime() - Date.parse(reading.readAt);
  if (ageMs > READING_AGE_MS_MAX) return undefined;
  const { symbol } = input.request;
  const quotes = await deps.evidence.read('snapshots', snapshots);
  const daily = bars === undefined ? {} : await deps.evidence.read('bars', bars);
  const { askedAt = reading.readAt, readAt, clock } = reading;
  return {
    account: reading.account,
    brokerTime: new Date(Date.parse(clock.at) + ageMs).toISOString(),
    accountAt: clock.at,
    isOpen: clock.isOpen,
    quote: quotes[symbol]?.quote,
    averageDailyVolume: averageDailyVolume(daily[symbol] ?? [], clock.at),
    readAt: new Date(askedAt),
    clockSkewMs: skewOf(account, { brokerTime: clock.at, askedAt, answeredAt: readAt }),
  };
}

async function readNow(deps: ApprovalDeps, account: BrokerAccountRow, symbol: string): Promise<Read> {
  const broker = deps.brokerOf(account);
  const market = deps.marketDataOf(account);
  const askedAt = deps.now();
  const clockNow = async () => ({ clock: await broker.clock(), answeredAt: deps.now().toISOString() });
  const [state, { clock, answeredAt }, snapshots] = await Promise.all([
    broker.account(),
    clockNow(),
    market.snapshots([symbol]),
  ]);
  return {
    account: state,
    brokerTime: clock.at,
    accountAt: clock.at,
    isOpen: clock.isOpen,
    quote: snapshots.get(symbol)?.quote,
    averageDailyVolume: await deps.volumes.find(market, symbol, clock.at),
    readAt: askedAt,
    clockSkewMs: skewOf(account, { brokerTime: clock.at, askedAt: askedAt.toISOString(), answeredAt }),
  };
}

/** Nothing in the sandbox: its clock runs as it was set, and says nothing about ours. */
function skewOf(account: BrokerAccountRow, seen: Parameters<typeof clockSkewMs>[0]): number | undefined {
  return account.mode === 'sandbox' ? undefined : clockSkewMs(seen);
}
