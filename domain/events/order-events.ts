import { z } from 'zod';
import { ORDER_STATUSES, type OrderStatus } from '../order.ts';
import { decimal, type EventKind, id, reason, side, symbol, timestamp } from './event-kind.ts';

const status = z.enum(ORDER_STATUSES);
const order = { clientOrderId: id, accountId: id, symbol, side };

const OF = {
  clientOrderId: 'm-3f1c-9b1c66',
  accountId: '0198c7a2-0000-7000-8000-000000000001',
  symbol: 'KO',
  side: 'buy',
} as const;

const standing = z.object({
  ...order,
  filledQty: decimal,
  status,
  brokerStatus: z.string().nullable(),
  brokerOrderId: id.nullable(),
});

/** The kind of event that tells of a status. */
const becomes = <S extends OrderStatus>(what: S, brokerStatus: string | null) => ({
  version: 1,
  when: `an order is ${what.replaceAll('_', ' ')}`,
  payload: standing,
  example: { ...OF, filledQty: '0', status: what, brokerStatus, brokerOrderId: brokerStatus && '61e69015' },
});

export const ORDER_EVENTS = {
  'order.refused': becomes('refused', null),
  'order.awaiting-approval': becomes('awaiting_approval', null),
  'order.approved': becomes('approved', null),
  'order.submitting': becomes('submitting', null),
  'order.unknown': {
    version: 1,
    when: 'a request was on its way to the broker and its outcome is not known',
    payload: standing.partial().extend({ clientOrderId: id, reason: z.string().optional() }),
    example: { clientOrderId: OF.clientOrderId, reason: 'no answer within 10 s' },
  },
  'order.accepted': becomes('accepted', 'new'),
  'order.partially-filled': becomes('partially_filled', 'partially_filled'),
  'order.filled': becomes('filled', 'filled'),
  'order.canceled': becomes('canceled', 'canceled'),
  'order.expired': becomes('expired', 'expired'),
  'order.rejected': becomes('rejected', 'rejected'),
  'order.replaced': becomes('replaced', 'replaced'),
  'order.adopted': {
    version: 1,
    when: 'the ledger has taken in an order that was placed elsewhere, or that the broker holds for its parent',
    payload: z.object({ ...order, brokerOrderId: id, status, brokerStatus: z.string() }),
    example: { ...OF, brokerOrderId: '61e69015', status: 'accepted', brokerStatus: 'new' },
  },
  'order.unresolved': {
    version: 1,
    when: 'the outcome of an order cannot be found out: its reservation stays, and the account’s entries stop',
    payload: z.object({ ...order, status: z.string(), reservedNotional: z.string() }).catchall(z.string()),
    example: { ...OF, status: 'unknown', reservedNotional: '60.5', cause: 'PAYLOAD_MISMATCH' },
  },
  'order.approval-requested': {
    version: 1,
    when: 'an order waits for a person’s word',
    payload: z.object({
      ...order,
      qty: decimal.nullable(),
      notional: decimal.nullable(),
      reason,
      expiresAt: timestamp,
    }),
    example: {
      ...OF,
      qty: '20',
      notional: null,
      reason: { code: 'ABOVE_LIMIT', message: 'Worth more than 1000 dollars.', facts: { worth: '1210' } },
      expiresAt: '2026-11-20T15:40:00.000Z',
    },
  },
  'order.approval-decided': {
    version: 1,
    when: 'a person has decided about an order',
    payload: z.object({
      ...order,
      decision: z.string(),
      decidedBy: z.string(),
      decidedAt: timestamp,
      note: z.string().nullable(),
    }),
    example: {
      ...OF,
      decision: 'approve',
      decidedBy: 'user:0198c7a2',
      decidedAt: '2026-11-20T15:31:00.000Z',
      note: 'checked',
    },
  },
} as const satisfies Readonly<Record<string, EventKind>>;

/** The event that tells of a status. */
export const STATUS_EVENTS = {
  refused: 'order.refused',
  awaiting_approval: 'order.awaiting-approval',
  approved: 'order.approved',
  submitting: 'order.submitting',
  unknown: 'order.unknown',
  accepted: 'order.accepted',
  partially_filled: 'order.partially-filled',
  filled: 'order.filled',
  canceled: 'order.canceled',
  expired: 'order.expired',
  rejected: 'order.rejected',
  replaced: 'order.replaced',
} as const satisfies Readonly<Record<OrderStatus, keyof typeof ORDER_EVENTS>>;

const fill = {
  clientOrderId: id,
  accountId: id,
  symbol,
  side,
  status,
  filledQty: decimal,
  filledAvgPrice: decimal.nullable(),
  at: timestamp,
};
const takenBack = z.object({
  ...fill,
  executionId: id,
  correctedBy: id.optional(),
  wasBooked: z.boolean(),
  qty: decimal.optional(),
  price: decimal.optional(),
  knownFrom: z.string(),
});
const FILL = {
  ...OF,
  executionId: '20261120::77',
  qty: '2',
  price: '60.01',
  filledAvgPrice: '60.01',
  at: '2026-11-20T15:30:02.123456789Z',
} as const;

export const FILL_EVENTS = {
  'fill.booked': {
    version: 1,
    when: 'the ledger has booked an execution',
    payload: z.object({
      ...fill,
      executionId: id,
      brokerOrderId: id,
      qty: decimal,
      price: decimal,
      cumulativeQty: decimal,
      bookedFrom: z.string(),
    }),
    example: {
      ...FILL,
      brokerOrderId: '61e69015',
      cumulativeQty: '2',
      status: 'filled',
      filledQty: '2',
      bookedFrom: 'stream',
    },
  },
  'fill.busted': {
    version: 1,
    when: 'the exchange has taken an execution back',
    payload: takenBack,
    example: {
      ...FILL,
      status: 'accepted',
      filledQty: '0',
      filledAvgPrice: null,
      wasBooked: true,
      knownFrom: 'stream',
    },
  },
  'fill.corrected': {
    version: 1,
    when: 'another execution stands in the place of one that was taken back',
    payload: takenBack,
    example: {
      ...FILL,
      correctedBy: '20261120::78',
      status: 'filled',
      filledQty: '2',
      wasBooked: true,
      knownFrom: 'stream',
    },
  },
} as const satisfies Readonly<Record<string, EventKind>>;
