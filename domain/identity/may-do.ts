import { type Capability, FRESH_CAPABILITIES, isKeyScope, roleMay } from './capabilities.ts';
import type { UserRole } from './role.ts';

/** How long a code of the second factor counts as just shown. */
export const FRESH_MS = 5 * 60_000;

/** Who asks, as far as it decides what they may do. */
export type Asking = { readonly role: UserRole } & (
  | { readonly kind: 'session'; readonly twoFactorEnabled: boolean; readonly secondFactorAt: Date | null }
  | { readonly kind: 'key'; readonly scopes: readonly string[] }
);

/** Why somebody may not do something. Codes are stable. */
export const DENIALS = {
  ROLE_FORBIDDEN: 'Your role does not allow this.',
  SESSION_REQUIRED: 'No API key may do this: log in.',
  SCOPE_MISSING: 'The API key does not have the scope for this.',
  SECOND_FACTOR_REQUIRED: 'Show a code of your second factor first; it counts for five minutes.',
} as const;
export type Denial = keyof typeof DENIALS;

/**
 * Why `asking` may not do this, or nothing. A key may do what its scopes and its user's role both allow; it shows no
 * second factor, which is why loosening and deciding are scopes of their own.
 */
export function denial(asking: Asking, capability: Capability, now: Date): Denial | undefined {
  if (!roleMay(asking.role, capability)) return 'ROLE_FORBIDDEN';
  if (asking.kind === 'key') {
    if (!isKeyScope(capability)) return 'SESSION_REQUIRED';
    return asking.scopes.includes(capability) ? undefined : 'SCOPE_MISSING';
  }
  if (!FRESH_CAPABILITIES.has(capability) || !asking.twoFactorEnabled) return undefined;
  return isFresh(asking.secondFactorAt, now) ? undefined : 'SECOND_FACTOR_REQUIRED';
}

/** The database's clock and ours may differ a little: a time just ahead of ours is fresh too. */
function isFresh(at: Date | null, now: Date): boolean {
  return at !== null && Math.abs(now.getTime() - at.getTime()) <= FRESH_MS;
}
