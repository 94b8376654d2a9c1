import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a test saw arrive. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer, or a way of failing below HTTP: `hang` never answers, `reset` cuts the connection, `cut-short` midway. */
export type ScriptedReply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly json?: unknown;
    }
  | 'hang'
  | 'reset'
  | 'cut-short';

/** For tests: how long to wait for a reply. Only for one that never comes is it short, so that load fails nothing. */
export function patienceMs(reply?: ScriptedReply): number {
  return reply === 'hang' ? 200 : 10_000;
}

/** For tests: a real HTTP server on a free port that answers as it is told and keeps what it saw. */
export async function startScriptedServer(
  answer: (request: SeenRequest) => ScriptedReply,
): Promise<{ readonly url: string; readonly seen: SeenRequest[]; close(): Promise<void> }> {
  const seen: SeenRequest[] = [];
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const url = new URL(incoming.url ?? '/', 'http://scripted');
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    seen.push(request);
    send(response, answer(request));
  };
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function send(response: ServerResponse, reply: ScriptedReply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (reply === 'cut-short') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('[{"half":', () => response.socket?.destroy());
    return;
  }
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(reply.json === undefined ? (reply.body ?? '') : JSON.stringify(reply.json));
}
