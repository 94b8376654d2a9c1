import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { systemOf } from '../server/system.ts';
import { HTTP_EFFECTS } from './fault.ts';
import type { FaultBoard, PostedFault } from './fault-board.ts';

type FaultContext = Context<{ Bindings: HttpBindings }>;

/** Makes HTTP requests go wrong as the board says, before or after the system has done its work. */
export function httpFaults(board: FaultBoard): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const system = systemOf(c.req.path);
    const fault = system && board.match(system, c.req.method, c.req.path, HTTP_EFFECTS);
    const effect = HTTP_EFFECTS.find((known) => known === fault?.effect);
    if (!fault || !effect) return next();
    switch (effect) {
      case 'status':
        return errorAnswer(fault);
      case 'accept-then-status':
        await next();
        return answerInstead(c, errorAnswer(fault));
      case 'accept-then-drop':
        await next();
        return answerInstead(c, dropped(c));
      case 'reset':
        return dropped(c);
      case 'hang':
        await closed(c, fault.ms);
        return dropped(c);
      case 'delay':
        await sleep(fault.ms ?? 0);
        return next();
      case 'malformed':
        await next();
        return answerInstead(c, malformed());
    }
  };
}

/** What the system answered is lost, headers and all. */
function answerInstead(c: FaultContext, answer: Response): void {
  c.res = undefined;
  c.res = answer;
}

function errorAnswer(fault: PostedFault): Response {
  const status = fault.status ?? 500;
  return Response.json({ code: status * 100_000, message: 'injected fault' }, { status });
}

function malformed(): Response {
  const half = '{"id":"61e69015-8549-4bfd-b9c3-01e75843f47d","status":"acc';
  return new Response(half, { headers: { 'content-type': 'application/json' } });
}

/** Ends the connection with a reset; the marker header tells the server that nothing is left to write. */
function dropped(c: FaultContext): Response {
  c.env.incoming.socket.resetAndDestroy();
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
}

/** Resolves when the client has given up, or after `ms`. */
function closed(c: FaultContext, ms: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    c.env.incoming.socket.once('close', () => resolve());
    if (ms !== undefined) setTimeout(resolve, ms).unref();
  });
}
