import type { ColumnType, Generated } from 'kysely';
import type { UserRole } from '../../domain/identity/role.ts';
import type { KeyRefusal, KeyService } from '../../domain/stored-key.ts';
import type { CreatedAt, Time, TimeOrNull } from './column-types.ts';

/** Who is there and how they prove it. */
export interface IdentityTables {
  users: UsersTable;
  apiKeys: ApiKeysTable;
  sessions: SessionsTable;
  logins: LoginsTable;
  verifications: VerificationsTable;
  twoFactors: TwoFactorsTable;
  usedCodes: UsedCodesTable;
  knownDevices: KnownDevicesTable;
  invitations: InvitationsTable;
  rateLimits: RateLimitsTable;
  idempotencyKeys: IdempotencyKeysTable;
  storedKeys: StoredKeysTable;
}

export interface UsersTable {
  id: Generated<string>;
  /** In lower case. */
  email: string;
  displayName: string;
  role: UserRole;
  /** True once a code of the second factor has been shown. */
  twoFactorEnabled: Generated<boolean>;
  /** From then on nothing of theirs opens the API, and nothing of theirs enters the market. */
  disabledAt: TimeOrNull;
  createdAt: CreatedAt;
  updatedAt: Generated<Date>;
}

export interface ApiKeysTable {
  id: Generated<string>;
  userId: string;
  name: string;
  /** SHA-256 of the key, hex. The key itself is never stored. */
  keyHash: string;
  /** What it may be used for, as far as its user's role allows that too. */
  scopes: Generated<string[]>;
  createdAt: CreatedAt;
  lastUsedAt: TimeOrNull;
  expiresAt: TimeOrNull;
  revokedAt: TimeOrNull;
  /** The key that was made to take its place; both work until this one expires. */
  replacedBy: string | null;
}

/** Made by better-auth; `lastUsedAt` and `secondFactorAt` are ours. */
export interface SessionsTable {
  id: Generated<string>;
  userId: string;
  /** SHA-256 of what the cookie carries, hex. */
  tokenHash: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: CreatedAt;
  updatedAt: Generated<Date>;
  lastUsedAt: Generated<Date>;
  /** The absolute end: using the session does not move it. */
  expiresAt: Time;
  secondFactorAt: TimeOrNull;
}

/** The password of a user, as bcrypt hashes it. */
interface LoginsTable {
  id: Generated<string>;
  userId: string;
  providerId: 'credential';
  /** The user's id once more, as better-auth asks. */
  accountId: string;
  password: string;
  createdAt: CreatedAt;
  updatedAt: Generated<Date>;
}

/** better-auth's own notes: a login that waits for its second step. */
interface VerificationsTable {
  id: Generated<string>;
  identifier: string;
  value: string;
  createdAt: CreatedAt;
  updatedAt: Generated<Date>;
  expiresAt: Time;
}

/** better-auth's; secret and codes are encrypted with a key that is not in the database. */
interface TwoFactorsTable {
  id: Generated<string>;
  userId: string;
  secret: string;
  backupCodes: string;
  verified: Generated<boolean>;
  failedVerificationCount: Generated<number>;
  lockedUntil: TimeOrNull;
}

interface UsedCodesTable {
  userId: string;
  codeHash: string;
  usedAt: Generated<Date>;
}

/** A browser from which the user has logged in before. */
interface KnownDevicesTable {
  /** SHA-256 of what its cookie carries. */
  tokenHash: string;
  userId: string;
  lastLoginAt: Generated<Date>;
}

export interface InvitationsTable {
  id: Generated<string>;
  invitedBy: string;
  email: string;
  role: UserRole;
  /** SHA-256 of what the invited person shows. */
  tokenHash: string;
  createdAt: CreatedAt;
  expiresAt: Time;
  acceptedAt: TimeOrNull;
  revokedAt: TimeOrNull;
}

/** What a user has asked to have made under a key of theirs, and what they were answered. */
export interface IdempotencyKeysTable {
  userId: string;
  /** As the capabilities' table names it: `POST /v1/strategies`. */
  route: string;
  /** SHA-256 of the header, hex. */
  keyHash: string;
  /** SHA-256 of address and body, hex. */
  requestHash: string;
  /** When it was first asked for. */
  askedAt: Time;
  answeredAt: TimeOrNull;
  location: string | null;
  /** The answer's JSON; null where it showed a secret. */
  body: string | null;
}

/** A key of an outside service, encrypted. */
export interface StoredKeysTable {
  id: Generated<string>;
  service: KeyService;
  /** The account that it opens; null where the whole house uses it. */
  accountId: string | null;
  putBy: string | null;
  /** From 1 for each service, or each account. */
  version: number;
  /** The last four characters. */
  hint: string;
  /** Names the key that it is encrypted with. */
  masterKey: string;
  /** Null once it has ended. */
  sealed: Buffer | null;
  /** How long the version before stands once this one has been proven. */
  overlapMinutes: number;
  createdAt: CreatedAt;
  /** When the service first took it. */
  provenAt: TimeOrNull;
  /** The broker's own name of the account that it has opened. */
  opens: ColumnType<string | null, undefined, string | null>;
  refusedAt: TimeOrNull;
  refusal: ColumnType<KeyRefusal | null, undefined, KeyRefusal | null>;
  lastUsedAt: TimeOrNull;
  endsAt: TimeOrNull;
  endedAt: TimeOrNull;
}

/** Counts of rate-limiter-flexible. */
interface RateLimitsTable {
  key: string;
  points: number;
  /** Milliseconds since 1970. */
  expire: string | null;
}
