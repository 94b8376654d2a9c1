import { z } from '@hono/zod-openapi';
import { role, user } from './auth.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf } from './page.ts';
import { shortText, timestamp } from './scalars.ts';

export const displayName = shortText(100).openapi({ example: 'Ada Lovelace' });

export const person = z
  .strictObject({
    ...user.shape,
    disabledAt: timestamp.nullable().openapi({ description: 'Since when nothing of theirs opens the API.' }),
  })
  .openapi('Person', { example: { email: 'ada@example.com', displayName: 'Ada Lovelace', role: 'trader' } });
export const personPage = pageOf(person, 'PersonPage');

export const patchMeBody = z
  .strictObject({ displayName })
  .openapi('PatchMe', { example: { displayName: 'Ada Lovelace' } });

export const patchUserBody = z
  .strictObject({
    displayName: mayBeLeftOut(displayName),
    role: mayBeLeftOut(role),
    disabled: mayBeLeftOut(z.boolean()),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'must change something')
  .openapi('PatchUser', { example: { role: 'viewer' } });
