import type { StrategyBody } from '../../api/contract/strategies.ts';
import type { Reporter } from '../reporter.ts';
import { type ApiClient, ApiProblem } from './api-client.ts';
import { DEMO_ANALYST, DEMO_MOMENTUM, ensureDemo } from './demo-strategy.ts';

/**
 * Makes sure of the demo strategies of an account and gives the one whose cycle is shown: the analyst, or, where no
 * language model can be asked, momentum. Strategies of one account share its positions, so momentum trades the other
 * symbols, where there are any.
 */
export async function ensureDemos(
  api: ApiClient,
  accountId: string,
  { symbols, others }: { readonly symbols: readonly string[]; readonly others: readonly string[] },
  reporter: Pick<Reporter, 'warn'>,
): Promise<StrategyBody> {
  let analyst: StrategyBody;
  try {
    analyst = await ensureDemo(api, DEMO_ANALYST, accountId, symbols);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === 'LANGUAGE_MODELS_NOT_CONFIGURED')) throw error;
    reporter.warn(`${error.message} The demo is a plain rule, momentum`);
    return ensureDemo(api, DEMO_MOMENTUM, accountId, symbols);
  }
  const free = others.filter((symbol) => !symbols.includes(symbol));
  if (free.length > 0) await ensureDemo(api, DEMO_MOMENTUM, accountId, free);
  return analyst;
}
