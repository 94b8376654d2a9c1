import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openText, sealText } from './sealed-text.ts';

const key = { name: 'first', bytes: randomBytes(32) };

test('what was sealed opens with its key and context alone, unchanged, and is never written the same twice', () => {
  const sealed = sealText('canary ü', key, 'row 1');
  expect(sealed.toString('latin1')).not.toContain('canary');
  expect(openText(sealed, key, 'row 1')).toBe('canary ü');
  expect(sealText('canary ü', key, 'row 1').equals(sealed)).toBe(false);
  const changed = Buffer.from(sealed);
  changed[sealed.length - 1] = (changed[sealed.length - 1] ?? 0) ^ 1;
  const other = { ...key, bytes: randomBytes(32) };
  const mismatch = 'unable to authenticate data';
  expect(() => openText(sealed, key, 'row 2')).toThrow(mismatch);
  expect(() => openText(sealed, { ...key, name: 'other' }, 'row 1')).toThrow(mismatch);
  expect(() => openText(sealed, other, 'row 1')).toThrow(mismatch);
  expect(() => openText(changed, key, 'row 1')).toThrow(mismatch);
  expect(() => openText(sealed.subarray(0, 20), key, 'row 1')).toThrow('authentication tag');
});
