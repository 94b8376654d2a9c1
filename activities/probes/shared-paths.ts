import type { BrokerAccountRow } from '../../db/schema.ts';
import type { EvidenceValues } from '../../domain/evidence.ts';
import type { StoredView } from '../../domain/fusing/stored-view.ts';
import type { CycleReport } from '../../workflows/messages.ts';

export interface Look {
  readonly view: StoredView;
  readonly features: EvidenceValues['features'];
}

export interface ProbedCycle {
  readonly userId: string;
  readonly report: CycleReport;
}

/** Made once, for all who ask: who comes later waits for the same. */
type Once<T> = (make: () => Promise<T>) => Promise<T>;

/** What several points of one run look at: one cycle, one look, one answer from the queues. */
export interface SharedPaths {
  readonly queues: Once<readonly string[]>;
  readonly ground: Once<BrokerAccountRow>;
  readonly look: Once<Look>;
  readonly cycle: Once<ProbedCycle>;
  /** One that a language model decided. */
  readonly deliberated: Once<ProbedCycle>;
  /** Two runs at once would trade on the same account. */
  readonly inTurn: InTurn;
}

export function createSharedPaths(inTurn: InTurn): SharedPaths {
  return { queues: once(), ground: once(), look: once(), cycle: once(), deliberated: once(), inTurn };
}

function once<T>(): Once<T> {
  let made: Promise<T> | undefined;
  return (make) => {
    made ??= make();
    return made;
  };
}

/** Work one after the other, in the order of asking. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return await mine;
  };
}
