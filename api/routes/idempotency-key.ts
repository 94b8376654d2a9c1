import { createHash } from 'node:crypto';
import { problem } from '../problem-error.ts';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** SHA-256 of the header Idempotency-Key, hex. @throws ProblemError when it is missing or cannot be used. */
export function idempotencyDigest(header: string | undefined): string {
  if (header === undefined || header === '') {
    throw problem(
      'IDEMPOTENCY_KEY_REQUIRED',
      'Send a key of your own; repeat it when you repeat the request.',
    );
  }
  if (!VISIBLE_ASCII.test(header)) {
    throw problem('IDEMPOTENCY_KEY_INVALID', 'Use 1 to 255 visible ASCII characters.');
  }
  return createHash('sha256').update(header).digest('hex');
}
