/** A key of 256 bits and the name under which payloads refer to it. */
export interface CodecKey {
  readonly name: string;
  readonly bytes: Uint8Array;
}
