import { describe, expect, it } from 'vitest';
import { passwordFault } from './password-rules.ts';

const EMAIL = 'marlene@example.test';

describe('a new password', () => {
  it.each([
    ['shortish 11', /at least 12/],
    ['é'.repeat(37), /at most 72 bytes/],
    ['PassWord123456', /tried first/],
    ['Tothemoon!!2026', /tried first/],
    ['abababababab', /repeats/],
    ['abcdefghijklm', /counts on/],
    ['345678901234', /counts on/],
    ['marlene-and-the-sea', /e-mail address/],
  ])('such as %s is refused', (password, why) => {
    expect(passwordFault(password, EMAIL)).toMatch(why);
  });

  it.each(['seven grey herons', 'ééé x0 lanterns!', 'ŷk3v-Qz81_mmPw', 'plum orbit 99 lace'])(
    'such as %s is taken',
    (password) => {
      expect(passwordFault(password, EMAIL)).toBeUndefined();
    },
  );

  it('is measured in characters at the one end and in bytes at the other', () => {
    expect(passwordFault('🦙🦚🦜🐝🌵🍋🧭🎻🪁🧶🛶', EMAIL)).toMatch(/at least 12/);
    expect(passwordFault('🦙🦚🦜🐝🌵🍋🧭🎻🪁🧶🛶🏔', EMAIL)).toBeUndefined();
  });
});
