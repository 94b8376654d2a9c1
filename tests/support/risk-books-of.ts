import type { Kysely } from 'kysely';
import { type RiskBooks, riskBooks } from '../../db/queries/accounts/risk-books.ts';
import type { RiskQuestion } from '../../db/queries/accounts/risk-question.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { Database } from '../../db/schema.ts';

/** What the ledger tells risk about an order to buy AAPL, unless `asked` says otherwise. */
export async function riskBooksOf(
  db: Kysely<Database>,
  account: { readonly id: string },
  asked: Partial<RiskQuestion> = {},
): Promise<RiskBooks> {
  const question: RiskQuestion = {
    accountId: account.id,
    clientOrderId: 'mine',
    cycleId: null,
    symbol: 'AAPL',
    side: 'buy',
    accountReadAt: new Date(0),
    exceptGroupId: null,
    ...asked,
  };
  return await inTransaction(db, (tx) => riskBooks(tx, question));
}
