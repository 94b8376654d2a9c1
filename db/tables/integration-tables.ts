import type { Generated } from 'kysely';
import type { ProbeOutcome } from '../../domain/integrations/probe-result.ts';
import type { CreatedAt, Time, TimeOrNull } from './column-types.ts';

/** One probe of an integration point; the newest few hundred of each are kept. */
export interface IntegrationProbesTable {
  id: Generated<string>;
  point: string;
  outcome: ProbeOutcome;
  ms: number;
  /** Failed, or slower than its service level. */
  breach: boolean;
  at: CreatedAt;
}

/** Where an integration point stands. */
export interface IntegrationStatesTable {
  point: string;
  outcome: ProbeOutcome;
  ms: number;
  note: string;
  probedAt: Time;
  lastSuccessAt: TimeOrNull;
  /** In a row. */
  failures: number;
  /** `integration.failing` was told, and `integration.recovered` not yet. */
  toldFailing: boolean;
}
