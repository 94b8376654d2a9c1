import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Notice } from '../../domain/alerts/notice.ts';
import { createMailSender } from './send-mail.ts';

const NOTICE: Notice = {
  id: '7',
  what: 'resolved',
  severity: 'critical',
  title: 'Ledger and broker differ',
  message: 'It is over.',
  facts: { accountId: 'a' },
  at: '2026-01-06T15:30:00.000Z',
};
let server: Server | undefined;
afterEach(() => server?.close());

/** A mail server that takes one letter, or refuses every recipient. */
async function mailServer(refuse: boolean): Promise<{ readonly port: number; readonly letters: string[] }> {
  const letters: string[] = [];
  const talk = (socket: Socket) => {
    let text = '';
    let isLetter = false;
    socket.write('220 test\r\n');
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (isLetter) {
        if (!text.includes('\r\n.\r\n')) return;
        letters.push(text);
        text = '';
        isLetter = false;
        socket.write('250 taken\r\n');
        return;
      }
      for (const line of text.split('\r\n').slice(0, -1)) {
        if (line.startsWith('RCPT') && refuse) socket.write('550 nobody here\r\n');
        else if (line === 'DATA') {
          isLetter = true;
          socket.write('354 go on\r\n');
        } else if (line === 'QUIT') socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
      text = '';
    });
    socket.on('error', () => {});
  };
  const started = createServer(talk);
  server = started;
  const { promise, resolve } = Promise.withResolvers<void>();
  started.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = started.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, letters };
}

it('a notice is a letter with its line as subject and its facts in the text', async () => {
  const { port, letters } = await mailServer(false);
  const sender = createMailSender({ url: `smtp://127.0.0.1:${port}`, from: 'alphaflow@example.test' });
  await sender.send(NOTICE, { id: 'c', target: 'me@example.test' });
  expect(letters).toHaveLength(1);
  expect(letters[0]).toContain('Subject: Over (critical): Ledger and broker differ');
  expect(letters[0]).toContain('To: me@example.test');
  expect(letters[0]).toContain('Message-ID: <notice-7@alphaflow>');
  expect(letters[0]).toContain('accountId: a');
});

it('a letter that is refused, and no server, are outages', async () => {
  const { port } = await mailServer(true);
  const from = 'alphaflow@example.test';
  const target = { id: 'c', target: 'me@example.test' };
  await expect(
    createMailSender({ url: `smtp://127.0.0.1:${port}`, from }).send(NOTICE, target),
  ).rejects.toMatchObject({ name: 'SourceOutage', source: 'smtp' });
  await expect(
    createMailSender({ url: 'smtp://127.0.0.1:9', from }).send(NOTICE, target),
  ).rejects.toMatchObject({ name: 'SourceOutage', source: 'smtp' });
});
