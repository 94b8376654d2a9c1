import { hash, verify } from '@node-rs/bcrypt';

/** 2^11 rounds: a guess costs a fifth of a second, and a user is made in less than 300 ms. */
const COST = 11;

/** bcrypt of a password, computed on a thread of its own. @throws when it has more than 72 bytes */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password, { cost: COST, version: '2b', rejectLongPasswords: true });
}

/** True when `password` is the one that `hashed` was made of. */
export async function isPassword(given: {
  readonly hash: string;
  readonly password: string;
}): Promise<boolean> {
  return await verify(given.password, given.hash);
}
