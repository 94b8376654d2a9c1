import type { UserRole } from './role.ts';

/**
 * What somebody may do. The first group may be given to an API key as its scopes; what the second group is for needs
 * a person with a session: a key makes no keys and touches no second factor.
 */
export const KEY_SCOPES = [
  'read',
  'audit:read',
  'market:ask',
  'trade',
  'accounts:write',
  'strategies:write',
  'alerts:write',
  'trading:stop',
  'risk:write',
  'risk:loosen',
  'approvals:decide',
  'payloads:read',
  'jobs:write',
] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

const SESSION_CAPABILITIES = [
  'self',
  'two-factor:change',
  'keys:write',
  'users:read',
  'users:write',
  'stored-keys:read',
  'stored-keys:write',
  'house-keys:write',
  'live-accounts:open',
] as const;

export const CAPABILITIES = [...KEY_SCOPES, ...SESSION_CAPABILITIES] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** What may be used only within five minutes of the second factor, by users who have one. */
export const FRESH_CAPABILITIES: ReadonlySet<Capability> = new Set<Capability>([
  'risk:loosen',
  'approvals:decide',
  'two-factor:change',
  'keys:write',
  'users:write',
  'stored-keys:write',
  'house-keys:write',
  'live-accounts:open',
]);

/** Of the house, not of one user. */
const OWNERS_SCOPES: ReadonlySet<Capability> = new Set<Capability>(['payloads:read', 'jobs:write']);
const OWN_LOGIN = ['self', 'two-factor:change', 'keys:write'] as const;
/** Accounts at the broker that are the user's own, and what opens them. */
const OWN_ACCOUNTS = ['stored-keys:read', 'stored-keys:write', 'live-accounts:open'] as const;

/** What each role may do with what belongs to the user: nobody reaches what is somebody else's. */
const ROLE_CAPABILITIES: Readonly<Record<UserRole, ReadonlySet<Capability>>> = {
  owner: new Set<Capability>(CAPABILITIES),
  trader: new Set<Capability>([
    ...KEY_SCOPES.filter((one) => !OWNERS_SCOPES.has(one)),
    ...OWN_LOGIN,
    ...OWN_ACCOUNTS,
  ]),
  viewer: new Set<Capability>(['read', 'audit:read', ...OWN_LOGIN]),
  service: new Set<Capability>([
    'read',
    'audit:read',
    'market:ask',
    'trade',
    'strategies:write',
    'alerts:write',
    'trading:stop',
    'risk:write',
    ...OWN_LOGIN,
  ]),
};

export function roleMay(role: UserRole, capability: Capability): boolean {
  return ROLE_CAPABILITIES[role].has(capability);
}

export function isKeyScope(capability: string): capability is KeyScope {
  return KEY_SCOPES.some((scope) => scope === capability);
}

/**
 * What each route of the API asks for; `public` asks for nothing. A route that is not here is closed to everybody.
 * Some routes ask for more when they have read the request: to loosen a limit, or to let trading go on.
 */
export const ROUTE_CAPABILITIES: Readonly<Record<string, Capability | 'public'>> = {
  'POST /v1/auth/login': 'public',
  'POST /v1/auth/login/second-factor': 'public',
  'POST /v1/auth/sign-up': 'public',
  'GET /v1/auth/me': 'read',
  'PATCH /v1/auth/me': 'self',
  'POST /v1/auth/logout': 'self',
  'GET /v1/auth/sessions': 'self',
  'DELETE /v1/auth/sessions': 'self',
  'DELETE /v1/auth/sessions/{id}': 'self',
  'POST /v1/auth/password': 'self',
  'POST /v1/auth/second-factor': 'self',
  'POST /v1/auth/second-factor/setup': 'two-factor:change',
  'POST /v1/auth/second-factor/backup-codes': 'two-factor:change',
  'POST /v1/auth/second-factor/removal': 'two-factor:change',
  'GET /v1/auth/api-keys': 'self',
  'POST /v1/auth/api-keys': 'keys:write',
  'POST /v1/auth/api-keys/{id}/rotation': 'keys:write',
  'DELETE /v1/auth/api-keys/{id}': 'self',
  'GET /v1/users': 'users:read',
  'GET /v1/users/{id}': 'users:read',
  'PATCH /v1/users/{id}': 'users:write',
  'GET /v1/invitations': 'users:read',
  'POST /v1/invitations': 'users:write',
  'DELETE /v1/invitations/{id}': 'users:write',

  'POST /codec/decode': 'payloads:read',
  'GET /v1/stored-keys': 'stored-keys:read',
  'POST /v1/stored-keys': 'stored-keys:write',
  'DELETE /v1/stored-keys/{id}': 'stored-keys:write',

  'GET /v1/accounts': 'read',
  'POST /v1/accounts': 'accounts:write',
  'PATCH /v1/accounts/{id}': 'accounts:write',
  'GET /v1/account': 'read',
  'GET /v1/positions': 'read',
  'GET /v1/positions/{symbol}': 'read',
  'GET /v1/trades': 'read',
  'GET /v1/audit': 'audit:read',
  'GET /v1/strategies': 'read',
  'GET /v1/strategies/{id}': 'read',
  'GET /v1/strategies/{id}/schedule': 'read',
  'GET /v1/strategies/{id}/risk-limits': 'read',
  'GET /v1/strategies/{id}/cycles': 'read',
  'GET /v1/cycles/{id}': 'read',
  'GET /v1/cycles/{id}/evidence': 'read',
  'GET /v1/evidence/{hash}': 'read',
  'GET /v1/evidence/{hash}/canonical': 'read',
  'GET /v1/orders': 'read',
  'GET /v1/orders/{id}': 'read',
  'GET /v1/risk/limits': 'read',
  'GET /v1/risk/latches': 'read',
  'GET /v1/trading-state': 'read',
  'GET /v1/market/bars': 'read',
  'GET /v1/market/quotes': 'read',
  'GET /v1/market/trades': 'read',
  'GET /v1/market/news': 'read',
  'GET /v1/market/fused/{symbol}': 'read',
  'GET /v1/market/backfills/{id}': 'read',
  'GET /v1/integrations': 'read',
  'GET /v1/caches': 'read',
  'GET /v1/llm/budget': 'read',
  'GET /v1/llm/calls': 'read',
  'GET /v1/alerts': 'read',
  'GET /v1/alerts/{id}': 'read',
  'GET /v1/alert-rules': 'read',
  'GET /v1/alert-rules/{id}': 'read',
  'GET /v1/alert-channels': 'read',
  'GET /v1/audit/export': 'audit:read',
  'GET /v1/strategies/{id}/memory': 'read',
  'GET /v1/portfolio/history': 'read',
  'GET /v1/events': 'read',
  'GET /v1/jobs': 'read',
  'GET /v1/cycles/{id}/deliberation': 'read',
  'GET /v1/strategies/{id}/performance': 'read',
  'PUT /v1/jobs/{id}': 'jobs:write',
  'POST /v1/integrations/probes': 'market:ask',
  'POST /v1/market/backfills': 'market:ask',
  'POST /v1/orders': 'trade',
  'PATCH /v1/orders/{id}': 'trade',
  'DELETE /v1/orders/{id}': 'trade',
  'DELETE /v1/orders': 'trade',
  'DELETE /v1/positions/{symbol}': 'trade',
  'DELETE /v1/positions': 'trade',
  'POST /v1/orders/{id}/approval': 'approvals:decide',
  'POST /v1/strategies': 'strategies:write',
  'PATCH /v1/strategies/{id}': 'strategies:write',
  'DELETE /v1/strategies/{id}': 'strategies:write',
  'PUT /v1/strategies/{id}/schedule': 'strategies:write',
  'PUT /v1/strategies/{id}/risk-limits': 'strategies:write',
  'POST /v1/strategies/{id}/cycles': 'strategies:write',
  'POST /v1/alerts/{id}/acknowledgement': 'alerts:write',
  'POST /v1/alert-rules': 'alerts:write',
  'PATCH /v1/alert-rules/{id}': 'alerts:write',
  'DELETE /v1/alert-rules/{id}': 'alerts:write',
  'POST /v1/alert-channels': 'alerts:write',
  'POST /v1/alert-channels/{id}/test': 'alerts:write',
  'DELETE /v1/alert-channels/{id}': 'alerts:write',
  'PUT /v1/trading-state': 'trading:stop',
  'PUT /v1/risk/limits': 'risk:write',
  'DELETE /v1/risk/latches/{code}': 'risk:loosen',
};
