import { expect, test } from 'vitest';
import { escapeUnseen } from './escape-unseen.ts';

test('a line of the log holds nothing that a terminal obeys, and says the same', () => {
  const said = { msg: 'a\u001b[31mb\u009b2Jc\u202ed\u200be\u{e0041}f\u2028g é 😀' };
  const line = escapeUnseen(JSON.stringify(said));
  expect(line).toMatch(/^[\x20-\x7eé😀]+$/u);
  expect(JSON.parse(line)).toEqual(said);
});
