import type { TickSender } from '../../domain/ports/market-ticks.ts';

const EVERY_MS = 5;

/** Another quote of each symbol every few milliseconds, with its number as its price; gives how many when it is ended. */
export function startBusyMarket(
  ticks: TickSender,
  streamId: string,
  symbols: readonly string[],
): () => number {
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    const at = new Date().toISOString();
    const quote = { bid: String(sent), ask: String(sent), bidSize: '1', askSize: '1', at };
    for (const symbol of symbols) ticks.send(streamId, { symbol, quote });
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return sent;
  };
}
