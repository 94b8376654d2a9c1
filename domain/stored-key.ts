import type { AccountMode } from './account-mode.ts';

/** Outside services whose keys may be stored. */
export const KEY_SERVICES = ['alpaca', 'openai', 'anthropic', 'valyu'] as const;
export type KeyService = (typeof KEY_SERVICES)[number];

/** What opens a service: one secret, at a broker with the id that goes beside it. */
export interface KeyParts {
  readonly keyId?: string;
  readonly secret: string;
}

/** Why a stored key is not used. Codes are stable. */
export const KEY_REFUSALS = {
  'refused-by-service': 'The service does not take it.',
  'another-account': 'It opens another account than this one’s keys have opened.',
  'other-mode': 'It is a key of the other mode.',
  'account-taken': 'It opens an account at the broker that another account here has opened.',
} as const;
export type KeyRefusal = keyof typeof KEY_REFUSALS;

/** Versions that stand side by side for one service, or one account at it. */
export const STANDING_VERSIONS_MAX = 2;

/** As Alpaca issues them: paper keys begin with PK, live ones with AK. */
const PREFIX_OF_OTHER_MODE = { paper: 'AK', live: 'PK' } as const;

/** True where the id of a key at Alpaca shows that it belongs to the other mode. */
export function isKeyOfOtherMode(mode: AccountMode, keyId: string): boolean {
  return mode !== 'sandbox' && keyId.startsWith(PREFIX_OF_OTHER_MODE[mode]);
}

/** The last four characters, by which a person tells keys apart. */
export function keyHint({ keyId, secret }: KeyParts): string {
  return (keyId ?? secret).slice(-4);
}

/** What the encryption of a stored key is bound to, so that it opens in its own row alone. */
export function sealedContext(key: {
  readonly id: string;
  readonly service: KeyService;
  readonly accountId: string | null;
}): string {
  return `stored key ${key.id} of ${key.service} ${key.accountId ?? 'house'}`;
}
