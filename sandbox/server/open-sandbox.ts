import { createMarketStream } from '../alpaca-data/market-stream.ts';
import { createExchange } from '../alpaca-trading/exchange.ts';
import { createTradeUpdateStream } from '../alpaca-trading/stream/trade-update-stream.ts';
import { createControls } from '../controls/routes.ts';
import { createChangeDelay } from '../faults/change-delay.ts';
import { createFaultBoard } from '../faults/fault-board.ts';
import { lockState } from '../state/lock-state.ts';
import { openState } from '../state/open-state.ts';
import { type ClockState, createClock } from '../world/clock.ts';
import { createGeneratedMarket } from '../world/generated-market.ts';
import { createPlantedTexts } from '../world/planted-texts.ts';
import { loadReplayedMarket } from '../world/replayed-market.ts';
import type { Market } from '../world/world.ts';
import { createApplication } from './application.ts';
import type { SandboxArguments } from './arguments.ts';
import { listen, type StreamEndpoint } from './listen.ts';
import { createRequestCounts } from './request-counts.ts';

export interface Sandbox {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens the world, brings the books back from the state folder and listens.
 * `onFailure` is called when the state can no longer be written: nothing more may be answered then.
 */
export async function openSandbox(
  options: SandboxArguments,
  wall: () => number,
  onFailure: (cause: unknown) => void,
): Promise<Sandbox> {
  const market = openMarket(options);
  const lock = await lockState(options.state);
  const state = openState(options.state, worldIdentity(options));
  const clock = createClock({ wall, state: state.clock ?? firstClock(options, market, wall()) });
  if (state.clock === undefined) state.journal.append({ type: 'clock', clock: clock.state() });
  for (const [symbol, pin] of state.pins) market.pin(symbol, pin);
  await state.journal.durable();

  const { journal } = state;
  const { seed } = options;
  const faults = createFaultBoard();
  const exchange = createExchange({
    market,
    clock,
    journal,
    seed,
    recorded: state.entries,
    onFailure,
    changeDelay: createChangeDelay(faults),
  });
  const counts = createRequestCounts();
  const planted = createPlantedTexts();
  const controls = createControls({ exchange, clock, journal, faults, counts, planted });
  const { rateLimit } = options;
  const app = createApplication({ exchange, controls, faults, counts, planted, rateLimit, wall });
  const tradeUpdates = createTradeUpdateStream({
    account: exchange.account,
    onTradeUpdate: exchange.onTradeUpdate,
    faults,
  });
  const marketStream = createMarketStream({ market, clock, faults });
  const streams = new Map<string, StreamEndpoint>([
    ['/stream', tradeUpdates.accept],
    ['/v2/iex', (socket, request) => marketStream.handle(socket, request)],
  ]);
  exchange.start();
  const server = await listen(app, streams, options);
  return {
    url: server.url,
    async close() {
      exchange.stop();
      tradeUpdates.close();
      marketStream.close();
      await server.close();
      await journal.close();
      lock.close();
    },
  };
}

function openMarket({ bars, symbols, seed, invented }: SandboxArguments): Market {
  if (bars === undefined) return createGeneratedMarket({ seed, invented });
  return symbols === undefined ? loadReplayedMarket(bars) : loadReplayedMarket(bars, { symbols });
}

function worldIdentity({ bars, symbols, seed }: SandboxArguments): string {
  if (bars === undefined) return `the generated market of seed ${seed}`;
  return `the bars in ${bars}${symbols ? ` for ${symbols.join(',')}` : ''} and seed ${seed}`;
}

function firstClock({ now, speed }: SandboxArguments, market: Market, wall: number): ClockState {
  const start = now ?? market.openingMoment(wall);
  // A moment that the calendar does not reach would only fail later, at the first order.
  market.calendar.nextSession(start);
  return { wall, now: start, speed: speed ?? 1 };
}
