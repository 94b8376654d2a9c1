import type { BrokerAccountRow } from '../../db/schema.ts';

/** An account in brief. Until its books have been taken in, risk refuses its orders. */
export function accountSummaryView({
  id,
  name,
  mode,
  adoptedAt,
}: Pick<BrokerAccountRow, 'id' | 'name' | 'mode' | 'adoptedAt'>) {
  return { id, name, mode, state: adoptedAt === null ? ('adopting' as const) : ('open' as const) };
}
