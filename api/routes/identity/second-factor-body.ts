import type { SecondFactorBody } from '../../contract/auth.ts';
import type { SecondFactor } from '../../identity/identity.ts';

export function factorOf(body: SecondFactorBody): SecondFactor {
  return 'code' in body ? { kind: 'totp', code: body.code } : { kind: 'backup', code: body.backupCode };
}
