import { describe, expect, it } from 'vitest';
import type { UserRole } from '../identity/role.ts';
import { ORDER_STATUSES } from '../order.ts';
import { approvalFault, mayDecide, type Undecided } from './approval-fault.ts';
import type { ApprovalWord } from './order-approval.ts';

const order = { userId: 'u1' };
const word: ApprovalWord = {
  decision: 'approve',
  by: { userId: 'u1', role: 'owner' },
  payloadHash: 'h',
  wordId: 'w',
};
const waiting: Undecided = {
  status: 'awaiting_approval',
  approval: {
    reason: { code: 'APPROVAL_ABOVE_USD', message: 'm', facts: {} },
    payloadHash: 'h',
    expiresAt: '2026-03-02T15:05:00.000Z',
  },
};
const BEFORE = '2026-03-02T15:04:59.999Z';
const AT = '2026-03-02T15:05:00.000Z';

describe('approvalFault', () => {
  it('finds none in the right person’s word on an order that waits', () => {
    expect(approvalFault(waiting, order, word, BEFORE)).toBeUndefined();
    expect(approvalFault(waiting, order, { ...word, decision: 'reject' }, BEFORE)).toBeUndefined();
  });

  it('is expired from the moment on, and when a time cannot be read', () => {
    expect(approvalFault(waiting, order, word, AT)).toBe('APPROVAL_EXPIRED');
    expect(approvalFault(waiting, order, word, 'soon')).toBe('APPROVAL_EXPIRED');
    const refusal = { code: 'APPROVAL_EXPIRED', message: 'm', facts: {} };
    expect(approvalFault({ status: 'refused', refusal }, order, word, BEFORE)).toBe('APPROVAL_EXPIRED');
  });

  it('is not open in any other status, nor without its question', () => {
    for (const status of ORDER_STATUSES.filter((one) => one !== 'awaiting_approval')) {
      expect(approvalFault({ ...waiting, status }, order, word, BEFORE)).toBe('APPROVAL_NOT_OPEN');
    }
    expect(approvalFault({ status: 'awaiting_approval' }, order, word, BEFORE)).toBe('APPROVAL_NOT_OPEN');
  });

  it('does not count for an order other than the one that the person saw', () => {
    expect(approvalFault(waiting, order, { ...word, payloadHash: 'other' }, BEFORE)).toBe(
      'APPROVAL_NOT_OPEN',
    );
  });

  it('judges the person before all else, and even before anything is known of the order', () => {
    const stranger = { ...word, by: { userId: 'u2', role: 'owner' } } as const;
    expect(approvalFault(undefined, order, stranger, AT)).toBe('APPROVAL_FORBIDDEN');
    expect(approvalFault(waiting, order, stranger, BEFORE)).toBe('APPROVAL_FORBIDDEN');
    expect(approvalFault(undefined, order, word, AT)).toBeUndefined();
  });
});

describe('mayDecide', () => {
  it.each<[UserRole, boolean]>([
    ['owner', true],
    ['trader', true],
    ['viewer', false],
    ['service', false],
  ])('a %s of the account: %s', (role, expected) => {
    expect(mayDecide({ userId: 'u1', role }, order)).toBe(expected);
    expect(mayDecide({ userId: 'u2', role }, order)).toBe(false);
  });
});
