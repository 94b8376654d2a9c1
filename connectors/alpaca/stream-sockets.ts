import type { streaming } from '@alpacahq/alpaca-trade-api';
import { WebSocket } from 'ws';

/** A close that the other side does not answer is cut after this long. */
const CLOSE_GRACE_MS = 1_000;

/**
 * The sockets of one stream, one at a time. A socket that is not `listening()` within `listeningWithinMs` of being
 * opened (no answer to the handshake, the log-in or the subscription) is cut, and the stream connects anew.
 */
export function createStreamSockets(listeningWithinMs: number): {
  open(url: string, headers?: Readonly<Record<string, string>>): streaming.WebSocketLike;
  listening(): void;
  close(): void;
} {
  let current: WebSocket | undefined;
  let deadline: NodeJS.Timeout | undefined;
  return {
    open(url, headers = {}) {
      clearTimeout(deadline);
      const socket = new WebSocket(url, { perMessageDeflate: false, headers });
      current = socket;
      deadline = setTimeout(() => socket.terminate(), listeningWithinMs);
      socket.once('close', () => {
        if (current === socket) clearTimeout(deadline);
      });
      return socket;
    },
    listening() {
      clearTimeout(deadline);
    },
    close() {
      clearTimeout(deadline);
      const socket = current;
      if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
      const cut = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS);
      socket.once('close', () => clearTimeout(cut));
    },
  };
}
