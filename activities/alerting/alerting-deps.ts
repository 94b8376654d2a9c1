import type { DecimalString } from '../../domain/money.ts';
import type { MarketDeps } from '../deps.ts';

export interface AlertingDeps extends Pick<MarketDeps, 'db' | 'now' | 'marketDataOf'> {
  /** What a UTC day of language models may cost, dollars. */
  readonly modelUsdPerDay: DecimalString;
}
