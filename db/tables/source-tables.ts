import type { Generated } from 'kysely';
import type { CacheFigures, SourceFigures } from '../../domain/source-figures.ts';
import type { Json, Numeric, Time } from './column-types.ts';

/** When the next request to a source may be sent, over all processes. */
export interface RequestSlotsTable {
  source: string;
  nextAt: Time;
}

/** What one process last said of its breakers and caches. */
export interface SourceFiguresTable {
  process: string;
  sources: Json<readonly SourceFigures[]>;
  caches: Json<readonly CacheFigures[]>;
  at: Time;
}

/** What research has cost on one UTC day, dollars; `reserved` is for calls whose price is not known yet. */
export interface ResearchDaysTable {
  day: string;
  reserved: Numeric;
  spent: Numeric;
  calls: Generated<number>;
  failures: Generated<number>;
  refused: Generated<number>;
}
