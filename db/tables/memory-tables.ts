import type { OutcomeBars } from '../../domain/memory/past-proposal.ts';
import type { Numeric, NumericOrNull, Time } from './column-types.ts';

/** What had become of a proposal after so many daily bars. */
export interface ProposalOutcomesTable {
  cycleId: string;
  leg: number;
  bars: OutcomeBars;
  /** New York day whose close counts. */
  day: string;
  gain: Numeric;
  spy: NumericOrNull;
  /** By the market's clock. */
  knownAt: Time;
  measuredAt: Time;
}
