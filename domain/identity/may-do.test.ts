import { describe, expect, it } from 'vitest';
import { KEY_SCOPES } from './capabilities.ts';
import { type Asking, denial, FRESH_MS } from './may-do.ts';

const NOW = new Date('2026-11-20T15:00:00.000Z');
const session = (secondFactorAt: Date | null, twoFactorEnabled = true): Asking => ({
  kind: 'session',
  role: 'owner',
  twoFactorEnabled,
  secondFactorAt,
});
const key = (...scopes: string[]): Asking => ({ kind: 'key', role: 'owner', scopes });

describe('what somebody may do', () => {
  it.each(['self', 'keys:write', 'two-factor:change', 'users:write', 'users:read'] as const)(
    'no key may do %s, whatever its scopes say',
    (capability) => {
      expect(denial(key(...KEY_SCOPES, capability), capability, NOW)).toBe('SESSION_REQUIRED');
    },
  );

  it('a key may do what is in its scopes, and never more than its user’s role', () => {
    expect(denial(key('read'), 'read', NOW)).toBeUndefined();
    expect(denial(key('read'), 'trade', NOW)).toBe('SCOPE_MISSING');
    expect(denial(key('trade'), 'risk:loosen', NOW)).toBe('SCOPE_MISSING');
    expect(denial({ kind: 'key', role: 'viewer', scopes: ['trade'] }, 'trade', NOW)).toBe('ROLE_FORBIDDEN');
  });

  it.each(['risk:loosen', 'approvals:decide', 'keys:write', 'two-factor:change', 'users:write'] as const)(
    '%s asks for the second factor of who has one, shown within five minutes',
    (capability) => {
      expect(denial(session(null, false), capability, NOW)).toBeUndefined();
      expect(denial(session(null), capability, NOW)).toBe('SECOND_FACTOR_REQUIRED');
      expect(denial(session(new Date(NOW.getTime() - FRESH_MS)), capability, NOW)).toBeUndefined();
      expect(denial(session(new Date(NOW.getTime() - FRESH_MS - 1)), capability, NOW)).toBe(
        'SECOND_FACTOR_REQUIRED',
      );
      expect(denial(session(new Date(Number.NaN)), capability, NOW)).toBe('SECOND_FACTOR_REQUIRED');
    },
  );

  it('onlookers and programs decide on nothing, and neither loosens a limit', () => {
    for (const role of ['viewer', 'service'] as const) {
      for (const capability of ['approvals:decide', 'risk:loosen', 'users:write'] as const) {
        const asking: Asking = { kind: 'session', role, twoFactorEnabled: false, secondFactorAt: null };
        expect(denial(asking, capability, NOW)).toBe('ROLE_FORBIDDEN');
      }
    }
  });
});
