import { describe, expect, it } from 'vitest';
import { addressBehind } from './client-address.ts';

const PROXIES = new Set(['10.0.0.2', '10.0.0.3']);

describe('the address of a request', () => {
  it.each([
    ['203.0.113.9', '1.2.3.4', '203.0.113.9'],
    ['10.0.0.2', undefined, '10.0.0.2'],
    ['10.0.0.2', '198.51.100.4', '198.51.100.4'],
    ['10.0.0.2', '1.2.3.4, 198.51.100.4', '198.51.100.4'],
    ['10.0.0.2', '1.2.3.4, 198.51.100.4, 10.0.0.3', '198.51.100.4'],
    ['10.0.0.2', '1.2.3.4, not an address', '10.0.0.2'],
    ['10.0.0.2', '::ffff:198.51.100.4', '198.51.100.4'],
    ['10.0.0.2', '10.0.0.3', '10.0.0.2'],
  ])('of a peer %s that forwards %s is %s', (peer, forwarded, address) => {
    expect(addressBehind(peer, forwarded, PROXIES)).toBe(address);
  });
});
