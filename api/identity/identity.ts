import type { Transaction } from 'kysely';
import type { Database } from '../../db/schema.ts';

/** Where a request came from, as a session remembers it. */
export interface RequestOrigin {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** A code of the authenticator app, or one of the codes that were noted down. */
export type SecondFactor =
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'backup'; readonly code: string };

/** `session`: what the cookie carries from here on. */
export interface Opened {
  readonly kind: 'opened';
  readonly session: string;
}

/** `code` says why, in better-auth's words; callers answer alike whatever it is. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: string;
}

/**
 * Who somebody is. Sessions are opened here and nowhere else; listing and ending them is a matter of the database.
 * `session` and `pending` are the signed contents of cookies. @throws when a part does not answer
 */
export interface Identity {
  /**
   * Runs `work`: what it has identity write, and what it writes itself in `transaction()`, is one transaction and stands
   * or falls together. A refusal is no fall: what is counted of a wrong code stands.
   */
  together<T>(work: (transaction: () => Promise<Transaction<Database>>) => Promise<T>): Promise<T>;
  /** `pending`: the password is right and the second factor is asked for; no session exists yet. */
  signIn(
    login: { readonly email: string; readonly password: string },
    from: RequestOrigin,
  ): Promise<Opened | { readonly kind: 'second-factor'; readonly pending: string } | Refused>;
  /** The second step of a login. */
  finishSignIn(pending: string, factor: SecondFactor, from: RequestOrigin): Promise<Opened | Refused>;
  /** Ends every session of the user and opens another. */
  changePassword(
    session: string,
    passwords: { readonly current: string; readonly next: string },
    from: RequestOrigin,
  ): Promise<Opened | Refused>;
  /** A secret for an authenticator app; it counts once a code of it was shown by `showSecondFactor`. */
  beginTwoFactor(
    session: string,
    password: string,
    from: RequestOrigin,
  ): Promise<
    { readonly kind: 'begun'; readonly totpUri: string; readonly backupCodes: readonly string[] } | Refused
  >;
  /** A code within a session. The first one turns two-factor on and gives a new session. */
  showSecondFactor(
    session: string,
    factor: SecondFactor,
    from: RequestOrigin,
  ): Promise<Opened | { readonly kind: 'shown' } | Refused>;
  /** New backup codes; the old ones are void. */
  renewBackupCodes(
    session: string,
    password: string,
    from: RequestOrigin,
  ): Promise<{ readonly kind: 'renewed'; readonly backupCodes: readonly string[] } | Refused>;
  /** Turns two-factor off and gives a new session. */
  endTwoFactor(session: string, password: string, from: RequestOrigin): Promise<Opened | Refused>;
}
