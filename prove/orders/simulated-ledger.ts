import { decimal, toDecimalString } from '../../domain/money.ts';
import type { BrokerOrder, Execution, OrderRequest, OrderStatus } from '../../domain/order.ts';
import { isTerminal } from '../../domain/order.ts';
import type { LedgerPosition } from '../../domain/portfolio.ts';
import type { OrderProtocol } from './protocol.ts';

/** What is committed before anything is sent. */
export interface SimulatedIntent {
  readonly clientOrderId: string;
  readonly request: OrderRequest;
  readonly expiresAt: Date;
  /** Of a replacement, whose request counts what its original has filled: the shares that are left of it. */
  readonly leftQty?: string | undefined;
}

/** The row of one order, and what hangs on it. */
export interface SimulatedRow {
  readonly intent: SimulatedIntent;
  readonly approvedNotional: string;
  readonly approvedQty: string;
  qty: string;
  status: OrderStatus;
  brokerOrderId: string | undefined;
  brokerStatus: string | undefined;
  cancelRequested: boolean;
  attempts: number;
  unsent: number;
  filledQty: string;
  brokerFilledQty: string;
  reserved: string;
  readonly fills: Execution[];
  position: LedgerPosition | undefined;
}

/** One order of the ledger; each method is one transaction of `db/queries`, with the same conditions. */
export interface SimulatedLedger {
  /** Undefined until the intent is committed. */
  row(): SimulatedRow | undefined;
  commitIntent(intent: SimulatedIntent): void;
  requestCancel(): void;
  /** Gives the number of the attempt, from 1, and what the order was before. */
  markSubmitting(seen: OrderStatus): { readonly attempt: number; readonly was: OrderStatus } | undefined;
  markUnknown(): void;
  noteUnsent(): void;
  /** Without an attempt it speaks for all of them. */
  recordRejection(attempt?: number): void;
  endUnsent(as: 'canceled' | 'expired'): void;
  observe(told: BrokerOrder): void;
  book(execution: Execution): void;
}

const APPROVED_NOTIONAL = '1000';

export function createSimulatedLedger(protocol: OrderProtocol): SimulatedLedger {
  let row: SimulatedRow | undefined;
  const standing = (): SimulatedRow => {
    if (row === undefined) throw new Error('no committed intent');
    return row;
  };
  const reserve = (order: SimulatedRow): void => {
    order.reserved = protocol.reservationOf({ ...order, notional: null, filledAvgPrice: null });
  };
  const end = (order: SimulatedRow, status: OrderStatus): void => {
    order.status = status;
    reserve(order);
  };
  const requestCancel = (order: SimulatedRow): void => {
    if (!isTerminal(order.status)) order.cancelRequested = true;
  };
  const larger = (one: string, other: string): string => (decimal(one).gt(other) ? one : other);

  return {
    row: () => row,
    commitIntent(intent) {
      const qty = intent.leftQty ?? intent.request.qty ?? '0';
      row ??= {
        intent,
        approvedNotional: APPROVED_NOTIONAL,
        approvedQty: qty,
        qty,
        status: 'approved',
        brokerOrderId: undefined,
        brokerStatus: undefined,
        cancelRequested: false,
        attempts: 0,
        unsent: 0,
        filledQty: '0',
        brokerFilledQty: '0',
        reserved: APPROVED_NOTIONAL,
        fills: [],
        position: undefined,
      };
    },
    requestCancel: () => requestCancel(standing()),
    markSubmitting(seen) {
      const order = standing();
      if (!protocol.mayClaim(order.status, seen)) return undefined;
      const was = order.status;
      order.status = 'submitting';
      order.attempts += 1;
      return { attempt: order.attempts, was };
    },
    markUnknown() {
      const order = standing();
      if (order.status !== 'submitting') return;
      order.status = 'unknown';
      reserve(order);
    },
    noteUnsent() {
      standing().unsent += 1;
    },
    recordRejection(attempt) {
      const order = standing();
      const { status, brokerOrderId, attempts } = order;
      const isAtBroker = brokerOrderId !== undefined;
      const isLatestAttempt = attempt === undefined || attempts === attempt;
      if (protocol.isRejectedForGood({ status, isAtBroker, isLatestAttempt })) end(order, 'rejected');
    },
    endUnsent(as) {
      const order = standing();
      if (protocol.wasNeverSent({ ...order, isAtBroker: order.brokerOrderId !== undefined })) end(order, as);
    },
    observe(told) {
      const order = standing();
      if (order.brokerOrderId !== undefined && order.brokerOrderId !== told.brokerOrderId) return;
      order.status = protocol.nextStatus(order.status, told.status);
      if (order.status === told.status) order.brokerStatus = told.brokerStatus;
      order.brokerOrderId = told.brokerOrderId;
      order.brokerFilledQty = larger(order.brokerFilledQty, told.filledQty);
      // The quantity of a replacement is the broker's word.
      const follows = order.intent.leftQty !== undefined && told.qty !== undefined;
      if (follows && protocol.exceedsApproval(order, told)) requestCancel(order);
      if (follows && decimal(told.qty ?? '0').gte(order.filledQty)) order.qty = told.qty ?? order.qty;
      reserve(order);
    },
    book(execution) {
      const order = standing();
      if (protocol.isBooked(order.fills, execution)) return;
      order.fills.push(execution);
      order.position = protocol.applyExecution(order.position, execution);
      const filled = order.fills.reduce((sum, { qty }) => sum.plus(qty), decimal('0'));
      order.filledQty = toDecimalString(filled);
      // A replacement has the quantity that the broker says, which the ledger may hear of later.
      const follows = order.intent.leftQty !== undefined;
      if (follows) order.qty = larger(order.qty, order.filledQty);
      const facts = { filledQty: order.filledQty, ...(follows ? {} : { qty: order.qty }) };
      order.status = protocol.nextStatus(order.status, 'partially_filled', facts);
      order.brokerOrderId ??= execution.brokerOrderId;
      order.brokerFilledQty = larger(larger(order.brokerFilledQty, execution.cumulativeQty), order.filledQty);
      reserve(order);
    },
  };
}
