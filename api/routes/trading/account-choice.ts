import type { Kysely } from 'kysely';
import { accountsOfUser } from '../../../db/queries/accounts/broker-accounts.ts';
import type { BrokerAccountRow, Database } from '../../../db/schema.ts';
import { problem } from '../../problem-error.ts';

/**
 * The account that a request means: the named one, or the user's only one.
 * @throws ProblemError when it is not the user's, when there is none, or when there are several and none is named.
 */
export async function chooseAccount(
  db: Kysely<Database>,
  userId: string,
  accountId: string | undefined,
): Promise<BrokerAccountRow> {
  const accounts = await accountsOfUser(db, userId);
  if (accountId !== undefined) {
    const named = accounts.find((account) => account.id === accountId.toLowerCase());
    if (named === undefined) throw problem('ACCOUNT_NOT_FOUND', `You have no account ${accountId}.`);
    return named;
  }
  const [only, another] = accounts;
  if (only === undefined) throw problem('NO_ACCOUNT', 'Connect a broker account first: POST /v1/accounts.');
  if (another !== undefined) {
    throw problem('ACCOUNT_AMBIGUOUS', `Name accountId: you have ${accounts.length} accounts.`);
  }
  return only;
}

/** The named account, or all of the user's. @throws ProblemError when it is not the user's, or there is none. */
export async function chosenAccounts(
  db: Kysely<Database>,
  userId: string,
  accountId: string | undefined,
): Promise<readonly [BrokerAccountRow, ...BrokerAccountRow[]]> {
  if (accountId !== undefined) return [await chooseAccount(db, userId, accountId)];
  const [first, ...others] = await accountsOfUser(db, userId);
  if (first === undefined) throw problem('NO_ACCOUNT', 'Connect a broker account first: POST /v1/accounts.');
  return [first, ...others];
}
