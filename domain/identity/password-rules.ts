import { COMMON_PASSWORDS } from './common-passwords.ts';

/** bcrypt reads 72 bytes and no more: a longer password would count in part. */
export const PASSWORD_BYTES_MAX = 72;
export const PASSWORD_CHARACTERS_MIN = 12;

const REPEATED = /^(.{1,4})\1+$/su;

/**
 * What is wrong with a new password, as a sentence, or nothing. No rule asks for classes of characters: length counts,
 * and that it is none of those that are tried first.
 */
export function passwordFault(password: string, email: string): string | undefined {
  if (Array.from(password).length < PASSWORD_CHARACTERS_MIN) {
    return `must have at least ${PASSWORD_CHARACTERS_MIN} characters`;
  }
  if (new TextEncoder().encode(password).length > PASSWORD_BYTES_MAX) {
    return `must have at most ${PASSWORD_BYTES_MAX} bytes in UTF-8`;
  }
  const plain = password.toLowerCase();
  if (COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(plain.replace(/[\d\W_]+$/u, ''))) {
    return 'is among the passwords that are tried first';
  }
  if (REPEATED.test(plain) || isRun(plain)) return 'repeats or counts on';
  const [name = ''] = email.toLowerCase().split('@');
  if (plain === email.toLowerCase() || (name.length >= 4 && plain.includes(name))) {
    return 'must not hold your e-mail address';
  }
  return undefined;
}

/** True when each character follows the one before: `abcdefghijkl`, `210987654321`. */
function isRun(text: string): boolean {
  const points = Array.from(text).map((one) => one.codePointAt(0) ?? 0);
  const steps = points.slice(1).map((point, index) => point - (points[index] ?? 0));
  return steps.every((step) => [1, -9].includes(step)) || steps.every((step) => [-1, 9].includes(step));
}
