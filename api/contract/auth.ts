import { z } from '@hono/zod-openapi';
import { CAPABILITIES } from '../../domain/identity/capabilities.ts';
import { PASSWORD_BYTES_MAX } from '../../domain/identity/password-rules.ts';
import { USER_ROLES } from '../../domain/identity/role.ts';
import { orNull } from './or-null.ts';
import { pageOf } from './page.ts';
import { timestamp, uuid } from './scalars.ts';

export const email = z
  .email()
  .max(254)
  .transform((address) => address.toLowerCase())
  .openapi({ example: 'owner@alphaflow.localhost' });

/** A password that is asked for; what a new one must be like is said by 422. */
export const password = z
  .string()
  .min(1)
  .refine(
    (text) => new TextEncoder().encode(text).length <= PASSWORD_BYTES_MAX && text.isWellFormed(),
    `must have at most ${PASSWORD_BYTES_MAX} bytes in UTF-8`,
  )
  .openapi({ format: 'password', maxLength: PASSWORD_BYTES_MAX, example: 'seven grey herons' });

export const role = z.enum(USER_ROLES);

export const loginBody = z
  .strictObject({ email, password })
  .openapi('Login', { example: { email: 'owner@alphaflow.localhost', password: 'seven grey herons' } });

const totpCode = z.string().regex(/^\d{6}$/, 'must be six digits');
const backupCode = z.string().regex(/^[A-Za-z0-9]{5}-[A-Za-z0-9]{5}$/, 'must be one of the backup codes');

/** One of the two. */
export const secondFactorBody = z
  .union([z.strictObject({ code: totpCode }), z.strictObject({ backupCode })])
  .openapi('SecondFactor', { example: { code: '123456' } });
export type SecondFactorBody = z.infer<typeof secondFactorBody>;

export const passwordBody = z
  .strictObject({ password })
  .openapi('Password', { example: { password: 'seven grey herons' } });
export const changePasswordBody = z
  .strictObject({ currentPassword: password, newPassword: password })
  .openapi('ChangePassword', {
    example: { currentPassword: 'seven grey herons', newPassword: 'nine brown otters' },
  });

const A_USER = {
  id: '0198f0a1-52c0-7b1e-8f3a-6d1b9c2e4a77',
  email: 'owner@alphaflow.localhost',
  displayName: 'Ada Lovelace',
  role: 'owner',
  twoFactorEnabled: true,
  createdAt: '2026-03-02T14:30:00.000Z',
};

export const user = z
  .strictObject({
    id: uuid,
    email: z.string(),
    displayName: z.string(),
    role,
    twoFactorEnabled: z.boolean(),
    createdAt: timestamp,
  })
  .openapi('User', { example: A_USER });

export const signedIn = z
  .strictObject({
    status: z.enum(['signed-in', 'second-factor']).openapi({
      description: '`second-factor`: send a code to /v1/auth/login/second-factor within five minutes.',
    }),
    user: orNull(user).openapi({ description: 'Null until the second factor was shown.' }),
  })
  .openapi('SignedIn', { example: { user: A_USER } });

export const me = z
  .strictObject({
    user,
    by: z.enum(['session', 'key']),
    capabilities: z
      .array(z.enum(CAPABILITIES))
      .openapi({ example: ['read', 'trade'], description: 'What this caller may do.' }),
    secondFactorAt: timestamp.nullable().openapi({
      description: 'When the second factor was last shown in this session; it counts for five minutes.',
    }),
  })
  .openapi('Me');

export const session = z
  .strictObject({
    id: uuid,
    current: z.boolean(),
    address: z.string().nullable().openapi({ example: '203.0.113.7' }),
    userAgent: z.string().nullable(),
    createdAt: timestamp,
    lastUsedAt: timestamp,
    expiresAt: timestamp,
    secondFactorAt: timestamp.nullable(),
  })
  .openapi('Session');
export const sessionPage = pageOf(session, 'SessionPage');
export const endedSessions = z
  .strictObject({ ended: z.int().openapi({ example: 3 }) })
  .openapi('EndedSessions');
export const idParam = z.strictObject({ id: uuid });

const printedCodes = z.array(z.string()).openapi({ example: ['X4kTq-9LmWz', 'b7RcD-Q2vHs'] });

export const twoFactorSetup = z
  .strictObject({
    totpUri: z.string().openapi({
      example: 'otpauth://totp/AlphaFlow:owner?secret=…&issuer=AlphaFlow',
      description: 'For an authenticator app. Two-factor is on once a code of it was shown.',
    }),
    backupCodes: printedCodes.openapi({ description: 'Each counts once. They are not shown again.' }),
  })
  .openapi('TwoFactorSetup');
export const backupCodes = z.strictObject({ backupCodes: printedCodes }).openapi('BackupCodes');
