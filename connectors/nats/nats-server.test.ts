import { describe, expect, test } from 'vitest';
import { natsServer } from './nats-server.ts';

describe('the address of a NATS server', () => {
  test('is host and port, with user and password apart, decoded', () => {
    expect(natsServer('nats://127.0.0.1:4222')).toEqual({ servers: '127.0.0.1:4222' });
    expect(natsServer('nats://alphaflow:p%40ss@nats:4222')).toEqual({
      servers: 'nats:4222',
      user: 'alphaflow',
      pass: 'p@ss',
    });
  });

  test('asks for TLS by its protocol', () => {
    expect(natsServer('tls://nats.example:4222')).toEqual({ servers: 'nats.example:4222', tls: {} });
  });
});
