import { assert, constantFrom, dictionary, jsonValue, oneof, property, string } from 'fast-check';
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

  test('sorts by code units, keys too that look like an index or name the prototype', () => {
    expect(canonicalJson({ b: 1, 10: 1, 9: 1, B: 1 })).toBe('{"10":1,"9":1,"B":1,"b":1}');
    expect(canonicalJson(JSON.parse('{"a":1,"__proto__":2}'))).toBe('{"__proto__":2,"a":1}');
  });

  test('says of any value what JSON says of it, in the order of its keys', () => {
    const keys = oneof(string(), constantFrom('0', '10', '9', '__proto__', 'toJSON', 'a', 'b', 'é', 'ab'));
    const values = oneof(jsonValue(), dictionary(keys, oneof(jsonValue(), dictionary(keys, jsonValue()))));
    assert(
      property(values, (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).toBe(inOrder(value));
      }),
      { numRuns: 500 },
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

/** The plainest way to say it. */
function inOrder(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOrder).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${inOrder(member)}`).join(',')}}`;
}
