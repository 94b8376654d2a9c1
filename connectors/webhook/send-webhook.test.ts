import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Notice } from '../../domain/alerts/notice.ts';
import { isOutsideAddress } from './outside-address.ts';
import { createWebhookSender, signatureOf, webhookFault } from './send-webhook.ts';

const NOTICE: Notice = {
  id: '7',
  what: 'firing',
  severity: 'warning',
  title: 'AAPL above 200',
  message: 'AAPL trades at 201.',
  facts: { symbol: 'AAPL' },
  at: '2026-01-06T15:30:00.000Z',
};
const NOW = new Date('2026-01-06T15:31:00.000Z');
const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let status = 204;
let location: string | undefined;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    received.push({ headers: request.headers, body });
    response.writeHead(status, location === undefined ? {} : { location }).end();
  });
});
let host = '';
beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => server.close());

const sender = (allowedHosts: readonly string[]) =>
  createWebhookSender({ allowedHosts, secretOf: (id) => `secret of ${id}`, now: () => NOW });
const send = (target: string, allowedHosts: readonly string[]) =>
  sender(allowedHosts).send(NOTICE, { id: 'c', target });

describe('a webhook', () => {
  it('gets the notice as JSON, signed with its own secret at that moment', async () => {
    await send(`http://${host}/hook`, [host]);
    const [last] = received.splice(0);
    expect(JSON.parse(last?.body ?? '')).toEqual(NOTICE);
    expect(last?.headers['alphaflow-notice']).toBe('7');
    expect(last?.headers['alphaflow-signature']).toBe(signatureOf(last?.body ?? '', 'secret of c', NOW));
    expect(signatureOf('b', 's', NOW)).not.toBe(signatureOf('b', 't', NOW));
  });

  it('that does not take it is an outage, and a redirect is not followed', async () => {
    status = 503;
    await expect(send(`http://${host}/`, [host])).rejects.toMatchObject({ kind: 'server-error' });
    status = 302;
    location = `http://${host}/elsewhere`;
    await expect(send(`http://${host}/`, [host])).rejects.toMatchObject({ kind: 'refused' });
    expect(received.splice(0)).toHaveLength(2);
    status = 204;
    location = undefined;
  });

  it.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://user:password@example.com/',
    'file:///etc/passwd',
    'nonsense',
  ])('is refused at %s', (target) => {
    expect(webhookFault(target, [])).toBeTypeOf('string');
  });

  it('is not sent to a name that leads inside', async () => {
    const port = host.split(':')[1] ?? '';
    await expect(send(`https://localhost:${port}/`, [])).rejects.toMatchObject({ name: 'SourceOutage' });
    await expect(send(`https://localhost:${port}/`, [])).rejects.toThrow(
      'not an address of the public internet',
    );
    expect(received).toHaveLength(0);
    expect(webhookFault('https://example.com/hook', [])).toBeUndefined();
  });

  it('may be an inside host that is allowed by name', () => {
    expect(webhookFault('http://hooks.internal:9000/', ['hooks.internal:9000'])).toBeUndefined();
    expect(webhookFault('http://hooks.internal:9001/', ['hooks.internal:9000'])).toBeTypeOf('string');
    expect(webhookFault('ftp://hooks.internal/', ['hooks.internal'])).toBeTypeOf('string');
  });
});

describe('an address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '2606:4700::1111'])('outside is %s', (address) => {
    expect(isOutsideAddress(address)).toBe(true);
  });
  it.each([
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    'name',
  ])('inside, or none, is %s', (address) => {
    expect(isOutsideAddress(address)).toBe(false);
  });
});
