import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { problem } from '../problem-error.ts';

const BODY_BYTES_MAX = 64 * 1024;
const JSON_UTF8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** Refuses bodies above 64 KiB, or what is given, chunked or not. */
export function limitBodies(maxSize = BODY_BYTES_MAX) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw problem('BODY_TOO_LARGE', `Send at most ${maxSize} bytes.`);
    },
  });
}

/** Refuses bodies that say they are something other than JSON in UTF-8. */
export function onlyJson() {
  return createMiddleware(async (c, next) => {
    const contentType = c.req.header('content-type');
    if (contentType !== undefined && c.req.raw.body !== null && !JSON_UTF8.test(contentType)) {
      throw problem('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.');
    }
    await next();
  });
}
