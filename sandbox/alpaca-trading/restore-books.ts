import { quotePin, type SandboxEntry } from '../state/entry.ts';
import { exact } from './decimal.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { PinnedLiquidity } from './matching/pinned-liquidity.ts';
import { stampMs } from './stamp.ts';

/** Replays the journal into empty books; gives the simulated ms of its last entry, undefined when there is none. */
export function restoreBooks(
  entries: readonly SandboxEntry[],
  ledger: Ledger,
  liquidity: PinnedLiquidity,
): number | undefined {
  let last: number | undefined;
  for (const entry of entries) {
    switch (entry.type) {
      case 'world':
        break;
      case 'clock':
        last = entry.clock.now === 0 ? last : entry.clock.now;
        break;
      case 'pin':
        liquidity.pinned(entry.symbol, quotePin(entry.pin));
        last = entry.pin.pinnedAt;
        break;
      case 'unpin':
        liquidity.unpinned(entry.symbol);
        last = entry.at;
        break;
      case 'execution': {
        ledger.apply(entry);
        const ticket = ledger.order(entry.orderId)?.ticket;
        if (ticket) liquidity.take(ticket.symbol, ticket.side, exact(entry.qty));
        last = stampMs(entry.at);
        break;
      }
      case 'account-opened':
      case 'trading-suspended':
      case 'order-accepted':
      case 'order-working':
      case 'order-triggered':
      case 'order-trailed':
      case 'order-resized':
      case 'cancel-requested':
      case 'change-refused':
      case 'execution-busted':
      case 'order-ended':
        ledger.apply(entry);
        last = stampMs(entry.at);
        break;
    }
  }
  return last;
}
