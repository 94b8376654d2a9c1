import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AccountMode } from '../../domain/account-mode.ts';

export interface WorldInputs {
  readonly mode: AccountMode;
  /** The account's key id for paper and live. */
  readonly keyId: string | undefined;
  readonly seed: number;
  readonly barsDir: string | undefined;
}

/** One market with its own broker account, books and workflows: results of different ones never mix. */
export interface World {
  readonly keyId: string;
  readonly database: string;
  readonly sandboxDir: string;
  readonly temporalFile: string;
  readonly natsDir: string;
}

const DEFAULT_SEED = 7;

/** Names the state of a world below the data folder; the seeded default market has the plain names. */
export function worldOf(inputs: WorldInputs, data: string): World {
  const isDefault = inputs.mode === 'sandbox' && inputs.barsDir === undefined && inputs.seed === DEFAULT_SEED;
  const inSandbox = inputs.mode === 'sandbox';
  const facts = inSandbox ? [inputs.seed, inputs.barsDir] : [inputs.mode, inputs.keyId];
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 10);
  const folder = isDefault ? data : join(data, hash);
  return {
    keyId: inSandbox ? (isDefault ? 'local' : `local-${hash}`) : (inputs.keyId ?? ''),
    database: isDefault ? 'alphaflow' : `alphaflow_${hash}`,
    sandboxDir: join(folder, 'sandbox'),
    temporalFile: join(folder, 'temporal.db'),
    natsDir: join(folder, 'nats'),
  };
}
