import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';

/**
 * Tells browsers which pages of other origins may read the answers (CORS), with their cookies. Hono answers the
 * question that browsers ask before (OPTIONS). The headers of all other answers are set here, before there is an answer:
 * Hono's own middleware makes one early on, and the real one is then copied into it, its body as a stream.
 */
export function crossOrigin(terms: {
  readonly origins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: number;
}) {
  const { origins, allowMethods, allowHeaders = [], exposeHeaders = [], maxAge } = terms;
  const allowed = new Set(origins);
  const exposed = exposeHeaders.join(',');
  const preflight = cors({
    origin: [...origins],
    credentials: true,
    allowMethods: [...allowMethods],
    allowHeaders: [...allowHeaders],
    exposeHeaders: [...exposeHeaders],
    ...(maxAge === undefined ? {} : { maxAge }),
  });
  return createMiddleware(async (c, next) => {
    if (c.req.method === 'OPTIONS') return await preflight(c, next);
    const origin = c.req.header('origin');
    if (origin !== undefined && allowed.has(origin)) c.header('Access-Control-Allow-Origin', origin);
    c.header('Access-Control-Allow-Credentials', 'true');
    if (exposed !== '') c.header('Access-Control-Expose-Headers', exposed);
    c.header('Vary', 'Origin', { append: true });
    return await next();
  });
}
