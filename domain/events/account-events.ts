import { z } from 'zod';
import { ACCOUNT_MODES } from '../account-mode.ts';
import { TRADING_STATES } from '../risk/trading-state.ts';
import { type EventKind, facts, id, timestamp } from './event-kind.ts';

const ACCOUNT = '0198c7a2-0000-7000-8000-000000000001';

export const ACCOUNT_EVENTS = {
  'account.opened': {
    version: 1,
    when: 'somebody has connected an account at the broker; it trades once its books are taken in',
    payload: z.object({ accountId: id, name: z.string(), mode: z.enum(ACCOUNT_MODES) }),
    example: { accountId: ACCOUNT, name: 'Long term', mode: 'paper' },
  },
  'account.reconciled': {
    version: 1,
    when: 'broker and ledger have been compared',
    payload: z.object({
      accountId: id,
      reconciliationId: id,
      drift: z.int().nonnegative(),
      /** Orders placed elsewhere that the ledger has taken in. */
      adopted: z.int().nonnegative(),
    }),
    example: { accountId: ACCOUNT, reconciliationId: '0198c7b0', drift: 0, adopted: 0 },
  },
  'account.entries-stopped': {
    version: 1,
    when: 'a latch stops the account’s entries',
    payload: z.object({
      accountId: id,
      latch: z.string(),
      message: z.string(),
      facts,
      reconciliationId: id.nullable(),
      since: timestamp,
    }),
    example: {
      accountId: ACCOUNT,
      latch: 'DRIFT',
      message: 'Broker and ledger differ.',
      facts: { symbols: 'KO' },
      reconciliationId: '0198c7b0',
      since: '2026-11-20T15:31:00.000Z',
    },
  },
  'account.latch-cleared': {
    version: 1,
    when: 'a person has cleared a latch',
    payload: z.object({ accountId: id, latch: z.string(), clearedBy: z.string() }),
    example: { accountId: ACCOUNT, latch: 'DRIFT', clearedBy: 'user:0198c7a2' },
  },
  'account.halted': {
    version: 1,
    when: 'trading is halted: nothing is sent, and what is open is cancelled',
    payload: z.object({ accountId: id, reason: z.string(), from: z.string() }),
    example: { accountId: ACCOUNT, reason: 'by hand', from: 'active' },
  },
  'account.trading-state-set': {
    version: 1,
    when: 'somebody lets the account trade again, or only reduce; a halt is `account.halted`',
    payload: z.object({
      accountId: id,
      from: z.enum(TRADING_STATES),
      to: z.enum(TRADING_STATES).exclude(['halted']),
      setBy: z.string(),
    }),
    example: { accountId: ACCOUNT, from: 'halted', to: 'active', setBy: 'owner@example.com' },
  },
} as const satisfies Readonly<Record<string, EventKind>>;
