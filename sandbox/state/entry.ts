import type { TradingEntry } from '../alpaca-trading/entry.ts';
import { isRecord } from '../server/json-record.ts';
import type { ClockState } from '../world/clock.ts';
import type { QuotePin } from '../world/world.ts';

/** A pin as JSON keeps it: an absent size is left out. */
interface RecordedPin {
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly bidSize?: number | undefined;
  readonly askSize?: number | undefined;
  readonly pinnedAt: number;
}

/** What the journal keeps of the world itself. `world` is the first entry; `at` is simulated ms. */
type WorldEntry =
  | { readonly type: 'world'; readonly version: 1; readonly identity: string }
  | { readonly type: 'clock'; readonly clock: ClockState }
  | { readonly type: 'pin'; readonly symbol: string; readonly pin: RecordedPin }
  | { readonly type: 'unpin'; readonly symbol: string; readonly at: number };

export type SandboxEntry = WorldEntry | TradingEntry;

const TYPES: ReadonlySet<unknown> = new Set<SandboxEntry['type']>([
  'world',
  'clock',
  'pin',
  'unpin',
  'account-opened',
  'trading-suspended',
  'order-accepted',
  'order-working',
  'order-triggered',
  'order-trailed',
  'order-resized',
  'cancel-requested',
  'change-refused',
  'execution',
  'execution-busted',
  'order-ended',
]);

/** True for a line that this program wrote: the journal is its own file, so the type alone is checked. */
export function isSandboxEntry(value: unknown): value is SandboxEntry {
  return isRecord(value) && TYPES.has(value['type']);
}

export function quotePin(pin: RecordedPin): QuotePin {
  return { ...pin, bidSize: pin.bidSize, askSize: pin.askSize };
}
