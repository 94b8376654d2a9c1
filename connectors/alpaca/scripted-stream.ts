import { type WebSocket, WebSocketServer } from 'ws';

/** What one connection of the scripted stream does at each step; by default it works as Alpaca's. */
export interface StreamScript {
  readonly authorize?: 'yes' | 'no' | 'silent';
  readonly listen?: 'yes' | 'silent';
  readonly answerPings?: boolean;
}

/** For tests: a trade-update stream on a free port, JSON in binary frames, one script for each connection in turn. */
export async function startScriptedStream(scripts: readonly StreamScript[]): Promise<{
  readonly url: string;
  readonly sockets: WebSocket[];
  readonly heard: unknown[];
  send(frame: unknown): void;
  sendText(text: string): void;
  close(): Promise<void>;
}> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  await new Promise<void>((resolve) => {
    server.once('listening', resolve);
  });
  const sockets: WebSocket[] = [];
  const heard: unknown[] = [];
  const transmit = (socket: WebSocket | undefined, frame: unknown): void =>
    socket?.send(Buffer.from(JSON.stringify(frame)), { binary: true });
  server.on('connection', (socket) => {
    const script = scripts[Math.min(sockets.length, scripts.length - 1)] ?? {};
    sockets.push(socket);
    socket.on('ping', () => {
      if (script.answerPings !== false) socket.pong();
    });
    socket.on('message', (raw: Buffer) => {
      const message: unknown = JSON.parse(raw.toString('utf8'));
      heard.push(message);
      if (typeof message !== 'object' || message === null || !('action' in message)) return;
      if (message.action === 'authenticate' && script.authorize !== 'silent') {
        const status = script.authorize === 'no' ? 'unauthorized' : 'authorized';
        transmit(socket, { stream: 'authorization', data: { status, action: 'authenticate' } });
      }
      if (message.action === 'listen' && script.listen !== 'silent') {
        transmit(socket, { stream: 'listening', data: { streams: ['trade_updates'] } });
      }
    });
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the stream has no port');
  return {
    url: `ws://127.0.0.1:${address.port}/stream`,
    sockets,
    heard,
    send: (frame) => transmit(sockets.at(-1), frame),
    sendText: (text) => sockets.at(-1)?.send(text),
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
