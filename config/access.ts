import { hkdfSync } from 'node:crypto';
import { Secret } from './secret.ts';
import type { Variables } from './variables.ts';

/** Who may ask the API from where, how often, and for how long a login lasts. */
export interface AccessConfig {
  /** From which everything is derived that this installation signs and encrypts with. */
  readonly secretsKey: Secret | undefined;
  /** A session ends when it has not been used for so long. */
  readonly sessionIdleSeconds: number;
  /** A session ends so long after the login, however much it is used. */
  readonly sessionSeconds: number;
  /** Pages of other origins that may call the API with a session. */
  readonly origins: readonly string[];
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly userRequestsPerMinute: number;
  readonly addressRequestsPerMinute: number;
}

export function toAccess(variables: Variables): AccessConfig {
  const { ALPHAFLOW_SECRETS_KEY: secretsKey } = variables;
  return {
    secretsKey: secretsKey === undefined ? undefined : new Secret(secretsKey),
    sessionIdleSeconds: variables.SESSION_IDLE_MINUTES * 60,
    sessionSeconds: variables.SESSION_HOURS * 3_600,
    origins: variables.API_ORIGINS,
    trustedProxies: variables.API_TRUSTED_PROXIES,
    userRequestsPerMinute: variables.API_USER_REQUESTS_PER_MINUTE,
    addressRequestsPerMinute: variables.API_ADDRESS_REQUESTS_PER_MINUTE,
  };
}

/** A key for one purpose: knowing it tells nothing of the others. HKDF-SHA-256, 32 bytes in base64url. */
export function derivedSecret(secretsKey: Secret, purpose: string): string {
  const bytes = hkdfSync('sha256', secretsKey.reveal(), '', `alphaflow ${purpose}`, 32);
  return Buffer.from(bytes).toString('base64url');
}
