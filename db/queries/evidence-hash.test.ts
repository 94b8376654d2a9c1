import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from './evidence-hash.ts';

describe('canonical JSON', () => {
  test('is the same for the same value, whatever the sequence of its keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
    expect(canonicalJson({ a: true, b: [1, { c: 'x', d: null }] })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
  });

  test('leaves out what is undefined, as JSON does, and writes a Date as its time', () => {
    expect(canonicalJson({ a: undefined, at: new Date('2026-11-20T15:00:00Z') })).toBe(
      '{"at":"2026-11-20T15:00:00.000Z"}',
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n, [undefined], { a: new Map() }, () => 1])(
    'refuses %s, which JSON cannot say',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    },
  );

  test('is hashed as UTF-8', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
