import { describe, expect, it } from 'vitest';
import { readModelJson } from './model-json.ts';

describe('JSON that a model wrote', () => {
  it('is read as it is', () => {
    expect(readModelJson('{"a":[1,"é",null,{"b":0.1}]}')).toEqual({ a: [1, 'é', null, { b: 0.1 }] });
    expect(readModelJson('null')).toBeNull();
  });

  it.each([
    ['no JSON', 'buy AAPL'],
    ['a half', '{"a":'],
    ['an endless number', '{"a":[{"b":1e999}]}'],
    ['a minus endless number', '-1e999'],
    ['a name that objects have', '{"a":{"__proto__":{"b":1}}}'],
    ['a half character', '{"a":"\\ud800"}'],
    ['a half character in a name', '{"\\udfff":1}'],
    ['depth', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['depth beyond every stack', `${'['.repeat(99_000)}${']'.repeat(99_000)}`],
    ['length', `"${'x'.repeat(200_000)}"`],
  ])('is nothing where it has %s', (_, text) => {
    expect(readModelJson(text)).toBeUndefined();
  });
});
