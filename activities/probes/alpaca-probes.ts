import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { allAccounts } from '../../db/queries/accounts/broker-accounts.ts';
import { positionsOfAccount } from '../../db/queries/books/positions.ts';
import { decimal } from '../../domain/money.ts';
import { clientOrderId } from '../../domain/ordering/client-order-id.ts';
import { SourceOutage } from '../../domain/outage.ts';
import { comparePositions } from '../../domain/reconciling/compare-positions.ts';
import { type ProbeRun, type Probes, see } from './probe.ts';

const DAY_MS = 86_400_000;
/** A fill that is being booked is no difference. */
const LOOKS_MAX = 4;
const PAUSE_MS = 300;

export const alpacaProbes: Probes = {
  'alpaca.account': async ({ deps, signal }) => {
    const { status, equity, currency } = await deps.broker.account(signal);
    see(decimal(equity).isFinite(), 'the equity is no number');
    return `${status}, equity ${equity} ${currency}`;
  },
  'alpaca.positions': async (run) => {
    const accounts = (await allAccounts(run.deps.db)).filter(
      (account) => account.adoptedAt !== null && run.deps.hasKeysFor(account),
    );
    await run.deps.broker.positions(run.signal);
    for (const account of accounts) await comparePositionsOf(run, account);
    return `${accounts.length} accounts hold what the ledger says`;
  },
  'alpaca.order-status': async ({ deps, signal }) => {
    const after = new Date(deps.now().getTime() - 7 * DAY_MS).toISOString();
    const [newest] = (await deps.broker.orders({ status: 'all', after }, signal)).slice(-1);
    const unknown = await deps.broker.orderByClientOrderId(clientOrderId(`p-${randomUUID()}`), signal);
    see(unknown === undefined, 'an order was found that nobody has placed');
    if (newest === undefined) return 'no order of this week; an unknown one is absent';
    const found = await deps.broker.orderByClientOrderId(clientOrderId(newest.clientOrderId), signal);
    see(found?.brokerOrderId === newest.brokerOrderId, 'the newest order is not found by its id');
    return `the newest order is ${found?.brokerStatus ?? ''}`;
  },
  'alpaca.order-validation': async ({ deps, signal }) => {
    const symbol = 'ZZPROBE';
    if (deps.mode !== 'sandbox') {
      const [known, unknown] = [
        await deps.broker.asset('AAPL', signal),
        await deps.broker.asset(symbol, signal),
      ];
      see(known?.tradable === true && unknown === undefined, 'the assets are not told apart');
      return 'assets are told apart; nothing was sent';
    }
    const request = { symbol, side: 'buy', type: 'market', timeInForce: 'day', qty: '1' } as const;
    const outcome = await deps.broker.submit(clientOrderId(`p-${randomUUID()}`), request, signal);
    see(outcome.kind === 'rejected', `an order for ${symbol} was ${outcome.kind}`);
    return 'an impossible order was rejected';
  },
  'alpaca.stream-start': async ({ deps, signal }) => {
    const stop = new AbortController();
    const connected = Promise.withResolvers<undefined>();
    const following = deps.broker.followTradeUpdates(
      {
        onUpdate: () => Promise.resolve(),
        onConnected: () => {
          connected.resolve(undefined);
          return Promise.resolve();
        },
        onDisconnected: () => undefined,
      },
      AbortSignal.any([signal, stop.signal]),
    );
    const ended = following.then(() => {
      throw new Error('the stream ended before it listened');
    });
    try {
      await Promise.race([connected.promise, ended]);
    } finally {
      stop.abort();
      await Promise.allSettled([following, ended]);
    }
    return 'authorised and listening';
  },
  'alpaca.errors': async ({ deps, signal }) => {
    if (deps.refusedBroker === undefined) {
      const order = await deps.broker.orderByClientOrderId(clientOrderId(`p-${randomUUID()}`), signal);
      see(order === undefined, 'an unknown order was found');
      return 'an unknown order is absent';
    }
    try {
      await deps.refusedBroker.account(signal);
    } catch (error) {
      const outage = error instanceof SourceOutage ? error : undefined;
      see(outage?.kind === 'unauthorized' && !outage.retryable, `a refused key is told as ${String(error)}`);
      return 'a refused key is an outage that is not asked again';
    }
    throw new Error('a key that is refused opened an account');
  },
  'alpaca.market-data': async ({ deps, signal }) => {
    const symbols = ['AAPL', 'SPY'];
    const clock = await deps.marketData.snapshots(symbols, signal);
    const end =
      [...clock.values()]
        .map(({ lastTrade }) => lastTrade?.at ?? '')
        .sort()
        .at(-1) ?? '';
    see(end !== '' && clock.size === symbols.length, 'a symbol has no quote');
    const start = new Date(Date.parse(end) - 14 * DAY_MS).toISOString();
    const span = { symbols, start, end };
    const bars = await deps.marketData.bars({ ...span, timeframe: '1Day', adjustment: 'raw' }, signal);
    const counts = symbols.map((symbol) => bars.get(symbol)?.length ?? 0);
    see(Math.min(...counts) > 0, 'a symbol has no bars');
    return `${counts.join(' and ')} bars, newest trade ${end}`;
  },
};

async function comparePositionsOf(
  { deps, signal }: ProbeRun,
  account: Parameters<ProbeRun['deps']['brokerOf']>[0],
): Promise<void> {
  for (let look = 1; ; look += 1) {
    const theirs = await deps.brokerOf(account).positions(signal);
    const [first] = comparePositions(await positionsOfAccount(deps.db, account.id), theirs);
    if (first === undefined) return;
    if (look === LOOKS_MAX) {
      const { subject, ledger, broker } = first;
      throw new Error(`${account.name}: ${subject}: ledger ${ledger}, broker ${broker}`);
    }
    await pause(PAUSE_MS, undefined, { signal });
  }
}
