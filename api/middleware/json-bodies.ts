import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { problem } from '../problem-error.ts';

const BODY_BYTES_MAX = 64 * 1024;
const JSON_UTF8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** Have no body, whatever is sent: to look for one makes a second request object of each. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Refuses bodies above 64 KiB, or what is given, chunked or not. */
export function limitBodies(maxSize = BODY_BYTES_MAX) {
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw problem('BODY_TOO_LARGE', `Send at most ${maxSize} bytes.`);
    },
  });
  return createMiddleware(async (c, next) =>
    BODILESS.has(c.req.method) ? await next() : await limit(c, next),
  );
}

/** Refuses bodies that say they are something other than JSON in UTF-8. */
export function onlyJson() {
  return createMiddleware(async (c, next) => {
    const contentType = c.req.header('content-type');
    if (
      contentType !== undefined &&
      !BODILESS.has(c.req.method) &&
      c.req.raw.body !== null &&
      !JSON_UTF8.test(contentType)
    ) {
      throw problem('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.');
    }
    await next();
  });
}
