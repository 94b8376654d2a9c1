import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { ModelProvider, ModelTarget, ModelUse } from '../../domain/llm/model-target.ts';
import type { DecimalString } from '../../domain/money.ts';
import type { LanguageModel } from '../../domain/ports/language-model.ts';

/** Who can be asked for what, and what it may cost. */
export interface AskingTerms {
  /** In the order in which they are tried. */
  readonly targets: Readonly<Record<ModelUse, readonly ModelTarget[]>>;
  /** The sandbox answers: no language model is asked. */
  readonly simulated: boolean;
  readonly usdPerDay: DecimalString;
  /** For each strategy alone, where it has no tighter cap of its own. */
  readonly strategyUsdPerDay: DecimalString;
  /** For one request. */
  readonly timeoutMs: number;
  /** Which variable to set, when no target can be asked. */
  readonly missing?: string;
}

export interface AskingDeps {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
  readonly terms: AskingTerms;
  readonly models: Readonly<Partial<Record<ModelProvider, LanguageModel>>>;
}
