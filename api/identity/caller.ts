import type { UserRole } from '../../domain/identity/role.ts';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: UserRole;
}

/** By what a request's user was recognised. */
export type Caller =
  | {
      readonly kind: 'session';
      readonly sessionId: string;
      /** By what the database knows it. */
      readonly tokenHash: string;
      /** The signed contents of the cookie, for `Identity`. */
      readonly session: string;
      readonly twoFactorEnabled: boolean;
      readonly secondFactorAt: Date | null;
    }
  | { readonly kind: 'key'; readonly keyId: string; readonly scopes: readonly string[] };

/** An attempt to log in that failed, for the audit log. */
export interface FailedLogin {
  /** Null when nobody has this address. */
  readonly userId: string | null;
  readonly email: string;
}
