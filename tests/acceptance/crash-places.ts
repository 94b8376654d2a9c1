import type { Write } from './held-commit.ts';

/** What becomes of the write at which the worker dies: undone with it, or committed though nobody heard. */
export type Fate = 'lost' | 'kept';

/** A place in a cycle: the write with which a step ends. */
export interface CrashPlace {
  readonly step: string;
  readonly write: Write;
  readonly fates: readonly Fate[];
  /** The broker has the order by now. */
  readonly isSent?: true;
  /** How many workers die there, one after the other; 1 where it is left out. */
  readonly deaths?: number;
}

const evidence = (role: string): Write => ({
  table: 'cycle_evidence',
  on: 'insert',
  when: `new.role = '${role}'`,
});

/** Every activity of a cycle and of its orders, and the booking of the stream, in the sequence of a cycle. */
export const crashPlaces: readonly CrashPlace[] = [
  { step: 'openCycle', write: evidence('account'), fates: ['lost'] },
  { step: 'fetchMarketData', write: evidence('snapshots'), fates: ['kept'] },
  { step: 'fetchMarketData, and the next one too', write: evidence('snapshots'), fates: ['lost'], deaths: 2 },
  { step: 'fetchReferenceData', write: evidence('fx'), fates: ['lost'] },
  { step: 'fuse', write: evidence('fused'), fates: ['kept'] },
  { step: 'analyse', write: evidence('features'), fates: ['lost'] },
  { step: 'decide', write: { table: 'decisions', on: 'insert' }, fates: ['kept'] },
  { step: 'placeOrder, the intent', write: { table: 'orders', on: 'insert' }, fates: ['lost', 'kept'] },
  {
    step: 'placeOrder, about to send',
    write: { table: 'orders', on: 'update', when: `old.status = 'approved' and new.status = 'submitting'` },
    fates: ['kept'],
  },
  {
    step: 'placeOrder, after the broker’s acceptance',
    write: {
      table: 'orders',
      on: 'update',
      when: 'old.broker_order_id is null and new.broker_order_id is not null',
    },
    fates: ['lost', 'kept'],
    isSent: true,
  },
  { step: 'the booking of a fill', write: { table: 'fills', on: 'insert' }, fates: ['lost'], isSent: true },
  {
    step: 'reconcileAccount',
    write: { table: 'reconciliations', on: 'insert', when: 'new.cycle_id is not null' },
    fates: ['lost'],
    isSent: true,
  },
  {
    step: 'closeCycle',
    write: { table: 'cycles', on: 'update', when: `old.status = 'running' and new.status <> 'running'` },
    fates: ['kept'],
    isSent: true,
  },
];
