import { describe, expect, it } from 'vitest';
import { isOurs } from './own-pages-only.ts';

const ALLOWED = new Set(['https://console.example.com']);
const host = 'api.example.com';

describe('a request that changes something by a cookie', () => {
  it.each([
    [{ site: 'same-origin', origin: 'https://api.example.com' }, true],
    [{ site: 'none', origin: undefined }, true],
    [{ site: 'cross-site', origin: 'https://console.example.com' }, true],
    [{ site: undefined, origin: undefined }, true],
    [{ site: undefined, origin: 'https://api.example.com' }, true],
    [{ site: 'cross-site', origin: 'https://evil.example' }, false],
    [{ site: 'same-site', origin: 'https://other.example.com' }, false],
    [{ site: 'cross-site', origin: undefined }, false],
    [{ site: undefined, origin: 'https://evil.example' }, false],
    [{ site: undefined, origin: 'null' }, false],
    [{ site: undefined, origin: 'https://api.example.com.evil.example' }, false],
  ])('with %j is taken: %s', (headers, isTaken) => {
    expect(isOurs({ ...headers, host }, ALLOWED)).toBe(isTaken);
  });
});
