import { Secret } from './secret.ts';

/** A key of an outside service: given here, or said to be `stored` (encrypted, in the database) and nowhere else. */
export type KeyGiven = Secret | 'stored';

export function toKeyGiven(value: string): KeyGiven {
  return value === 'stored' ? value : new Secret(value);
}
