import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Notice } from '../../domain/alerts/notice.ts';
import { createTelegramSender } from './send-telegram.ts';

const TOKEN = '123:secret-token';
const NOTICE: Notice = {
  id: '7',
  what: 'test',
  severity: 'info',
  title: 'A test',
  message: 'm',
  facts: {},
  at: '2026-01-06T15:30:00.000Z',
};
const received: { readonly url: string | undefined; readonly body: unknown }[] = [];
let isKnown = true;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    received.push({ url: request.url, body: JSON.parse(body) });
    response.writeHead(isKnown ? 200 : 400).end(isKnown ? '{"ok":true}' : `no chat, ${request.url ?? ''}`);
  });
});
let baseUrl = '';
beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => server.close());

it('a notice is a message of the bot to the chat', async () => {
  await createTelegramSender({ baseUrl, token: TOKEN }).send(NOTICE, { id: 'c', target: '42' });
  const text = 'Test (info): A test\nm\n2026-01-06T15:30:00.000Z';
  expect(received).toEqual([
    {
      url: `/bot${TOKEN}/sendMessage`,
      body: { chat_id: '42', text, link_preview_options: { is_disabled: true } },
    },
  ]);
});

it('a chat that is not known is an outage that does not tell the token', async () => {
  isKnown = false;
  const sent = createTelegramSender({ baseUrl, token: TOKEN }).send(NOTICE, { id: 'c', target: '42' });
  await expect(sent).rejects.toMatchObject({ name: 'SourceOutage', source: 'telegram', kind: 'refused' });
  await expect(sent).rejects.not.toThrow(TOKEN);
});
