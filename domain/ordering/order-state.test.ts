import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderStatus } from '../order.ts';
import { isTerminal, ORDER_STATUSES } from '../order.ts';
import { fromBrokerStatus, KNOWN_BROKER_STATUSES, nextStatus } from './order-state.ts';

const PATH = [
  'awaiting_approval',
  'approved',
  'submitting',
  'unknown',
  'accepted',
  'partially_filled',
] as const;
const status = fc.constantFrom(...ORDER_STATUSES);

describe('nextStatus', () => {
  it('moves forward along the way of an order and never back', () => {
    PATH.forEach((earlier, index) => {
      for (const later of PATH.slice(index)) {
        expect(nextStatus(earlier, later)).toBe(later);
        expect(nextStatus(later, earlier)).toBe(later);
      }
    });
  });

  it.each(['canceled', 'expired', 'rejected', 'replaced', 'filled'] as const)(
    '%s ends every open order',
    (end) => {
      for (const open of PATH) expect(nextStatus(open, end)).toBe(end);
    },
  );

  it('an end stays whatever comes, except that shares which were filled count', () => {
    fc.assert(
      fc.property(status.filter(isTerminal), status, (end, observed) => {
        const expected = observed === 'filled' && end !== 'refused' ? 'filled' : end;
        expect(nextStatus(end, observed)).toBe(expected);
      }),
    );
  });

  it('unknown is not ended by anything but the broker’s word', () => {
    expect(nextStatus('unknown', 'submitting')).toBe('unknown');
    expect(nextStatus('unknown', 'refused')).toBe('unknown');
  });

  it('only what has not been sent can be refused', () => {
    for (const unsent of PATH.slice(0, 2)) expect(nextStatus(unsent, 'refused')).toBe('refused');
    for (const sent of PATH.slice(2)) expect(nextStatus(sent, 'refused')).toBe(sent);
  });

  it('believes quantities before words', () => {
    expect(nextStatus('submitting', 'accepted', { filledQty: '3', qty: '10' })).toBe('partially_filled');
    expect(nextStatus('accepted', 'accepted', { filledQty: '10.0', qty: '10' })).toBe('filled');
    expect(nextStatus('accepted', 'canceled', { filledQty: '10', qty: '10' })).toBe('filled');
    expect(nextStatus('accepted', 'canceled', { filledQty: '3', qty: '10' })).toBe('canceled');
    expect(nextStatus('accepted', 'accepted', { filledQty: '3' })).toBe('partially_filled');
    expect(nextStatus('accepted', 'accepted', { filledQty: '0', qty: '10' })).toBe('accepted');
  });

  it('a broker’s events give the same end in whatever order and number they come', () => {
    const story = fc
      .tuple(
        fc.constantFrom<OrderStatus>('filled', 'canceled', 'expired', 'rejected', 'replaced'),
        fc.subarray<OrderStatus>([...PATH]),
        fc.boolean(),
      )
      .map(([end, before, filledLate]) => [...before, end, ...(filledLate ? (['filled'] as const) : [])]);
    fc.assert(
      fc.property(
        story.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
          ),
        ),
        ([events, shuffled]) => {
          const end = (all: readonly OrderStatus[]) =>
            all.reduce<OrderStatus>((current, observed) => nextStatus(current, observed), 'approved');
          expect(end(shuffled)).toBe(end(events));
          expect(isTerminal(end(events))).toBe(true);
        },
      ),
    );
  });

  it('seeing the same thing twice changes nothing more', () => {
    fc.assert(
      fc.property(status, status, (current, observed) => {
        const once = nextStatus(current, observed);
        expect(nextStatus(once, observed)).toBe(once);
      }),
    );
  });
});

describe('fromBrokerStatus', () => {
  it('knows the 17 words of the specification', () => {
    const specified =
      'accepted pending_new new partially_filled filled done_for_day canceled expired replaced pending_cancel ' +
      'pending_replace accepted_for_bidding stopped rejected suspended calculated held';
    for (const word of specified.split(' ')) expect(fromBrokerStatus(word)).toBeDefined();
    expect(KNOWN_BROKER_STATUSES).toEqual(expect.arrayContaining(specified.split(' ')));
  });

  it.each(['pending_cancel', 'pending_replace', 'done_for_day', 'held', 'suspended'])(
    'takes %s for an order that may still fill',
    (word) => expect(fromBrokerStatus(word)).toBe('accepted'),
  );

  it('guesses nothing of a word it does not know', () => {
    for (const word of ['', 'Filled', 'restated', 'constructor'])
      expect(fromBrokerStatus(word)).toBeUndefined();
  });
});
