import type { Write } from './held-commit.ts';

/** A place in a cycle: the write with which a step ends. */
export interface CrashPlace {
  readonly step: string;
  readonly write: Write;
  /** The broker has the order by now. */
  readonly isSent?: true;
}

const evidence = (role: string): Write => ({
  table: 'cycle_evidence',
  on: 'insert',
  when: `new.role = '${role}'`,
});

/** Every activity of a cycle and of its orders, and the booking of the stream, in the sequence of a cycle. */
export const crashPlaces: readonly CrashPlace[] = [
  { step: 'openCycle', write: evidence('account') },
  { step: 'fetchMarketData', write: evidence('snapshots') },
  { step: 'fetchReferenceData', write: evidence('fx') },
  { step: 'fuse', write: evidence('fused') },
  { step: 'analyse', write: evidence('features') },
  { step: 'decide', write: { table: 'decisions', on: 'insert' } },
  { step: 'approveOrder', write: { table: 'orders', on: 'insert' } },
  {
    step: 'submitOrder, about to send',
    write: { table: 'orders', on: 'update', when: `old.status = 'approved' and new.status = 'submitting'` },
  },
  {
    step: 'submitOrder, after the broker’s acceptance',
    write: {
      table: 'orders',
      on: 'update',
      when: 'old.broker_order_id is null and new.broker_order_id is not null',
    },
    isSent: true,
  },
  { step: 'the booking of a fill', write: { table: 'fills', on: 'insert' }, isSent: true },
  {
    step: 'reconcileAccount',
    write: { table: 'reconciliations', on: 'insert', when: 'new.cycle_id is not null' },
    isSent: true,
  },
  {
    step: 'closeCycle',
    write: { table: 'cycles', on: 'update', when: `old.status = 'running' and new.status <> 'running'` },
    isSent: true,
  },
];
