import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { CodecKey } from './codec-key.ts';
import { createPayloadCodec } from './payload-codec.ts';

/** What every worker and client of Temporal is given; without keys nothing is changed. */
export function dataConverterOf(keys: readonly CodecKey[]): { readonly dataConverter?: DataConverter } {
  const [first, ...older] = keys;
  if (first === undefined) return {};
  return {
    dataConverter: {
      payloadCodecs: [createPayloadCodec([first, ...older])],
      failureConverterPath: fileURLToPath(new URL('./encoded-failures.ts', import.meta.url)),
    },
  };
}
