import type { Journal } from '../../state/journal.ts';
import { type Decimal, text } from '../decimal.ts';
import type { TradingEntry } from '../entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { FLAT } from '../ledger/position.ts';
import type { Order } from '../orders/order.ts';
import { legsOf } from '../orders/order-group.ts';
import { type Stamp, stamp } from '../stamp.ts';
import { orderJson } from '../wire/order-json.ts';

/** One message of the trade-update stream: `data` is what goes on the wire. */
export interface TradeUpdate {
  readonly accountId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Undated<Entry> = Entry extends unknown ? Omit<Entry, 'at'> : never;
type UndatedEntry = Undated<TradingEntry>;

interface ExecutionFacts {
  readonly executionId: string;
  readonly qty: Decimal;
  readonly price: Decimal;
  /** The execution that this one takes back or corrects. */
  readonly previousExecutionId?: string;
}

/** The only way into the books: journal first, then the ledger, then, once on disk, the stream. */
export interface Bookkeeper {
  /** Records an entry at simulated ms `at`. */
  record(entry: UndatedEntry, at: number): Stamp;
  /** The stamp of something that changes no books. */
  stampAt(at: number): Stamp;
  /** Announces what just happened to an order, as it stands, when all of it is on disk. */
  announce(event: string, order: Order, at: Stamp, execution?: ExecutionFacts): void;
  durable(): Promise<void>;
}

export function createBookkeeper(deps: {
  readonly journal: Journal<TradingEntry>;
  readonly ledger: Ledger;
  readonly publish: (update: TradeUpdate) => void;
  /** Called when the journal cannot be written any more. */
  readonly onFailure: (cause: unknown) => void;
  /** Number of entries already in the journal. */
  readonly recorded: number;
}): Bookkeeper {
  const { journal, ledger, publish, onFailure } = deps;
  let sequence = deps.recorded;
  return {
    record(entry, at) {
      sequence += 1;
      const dated = { ...entry, at: stamp(at, sequence) };
      journal.append(dated);
      ledger.apply(dated);
      return dated.at;
    },
    stampAt: (at) => stamp(at, sequence),
    announce(event, order, at, execution) {
      const { accountId, symbol } = order.ticket;
      const update: TradeUpdate = {
        accountId,
        data: {
          at,
          event,
          timestamp: at,
          execution_id: execution?.executionId ?? null,
          order: orderJson(order, legsOf(order, ledger)),
          ...(execution?.previousExecutionId && { previous_execution_id: execution.previousExecutionId }),
          ...(execution && {
            price: text(execution.price),
            qty: text(execution.qty),
            position_qty: text((ledger.account(accountId).positions.get(symbol) ?? FLAT).qty),
          }),
        },
      };
      journal.durable().then(() => publish(update), onFailure);
    },
    durable: () => journal.durable(),
  };
}
