import { decode, encode } from '@msgpack/msgpack';
import type { RawData } from 'ws';

/** One frame to a client: an array of messages; times are `Date`s. */
export type Messages = readonly Readonly<Record<string, unknown>>[];

export interface StreamCodec {
  encode(messages: Messages): string | Uint8Array;
  /** Throws when the frame cannot be read. */
  decode(data: RawData, isBinary: boolean): unknown;
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

/**
 * The form a client asks for by `Content-Type`: `application/msgpack` (times become extension -1), else JSON.
 * What a client sends is read by the kind of its frame.
 */
export function createStreamCodec(contentType: string | undefined): StreamCodec {
  const isMsgpack = contentType?.startsWith('application/msgpack') === true;
  return {
    encode: (messages) => (isMsgpack ? encode(messages) : JSON.stringify(messages)),
    decode: (data, isBinary) => {
      const bytes = bytesOf(data);
      const message: unknown =
        isBinary && isMsgpack ? decode(bytes) : JSON.parse(Buffer.from(bytes).toString());
      return message;
    },
  };
}
