import type { KeyGiven } from '../../config/key-given.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { KeyRefusal, KeyService } from '../../domain/stored-key.ts';
import { type KeyRing, NO_STORED_KEYS, type RingKey } from './key-ring.ts';

/** Hears what came of a stored key. */
export interface KeyWitness {
  proven(key: RingKey): void;
  refused(key: RingKey, refusal: KeyRefusal): void;
}

export interface StoredKeyUse {
  readonly ring: KeyRing;
  readonly witness: KeyWitness;
}

/** For a process without stored keys. */
export const NO_STORED_KEY_USE: StoredKeyUse = {
  ring: NO_STORED_KEYS,
  witness: { proven: () => undefined, refused: () => undefined },
};

/**
 * Makes a call with the newest stored key of a service. One that the service does not take gives way to the version
 * before it, as long as that stands. The environment's key is the version before the first: it is not used any more
 * once the service has taken a stored one, for as long as one stands.
 * @throws SourceOutage kind `unauthorized` when there is none, beside what the call throws
 */
export async function withNewestKey<Answer>(
  { ring, witness }: StoredKeyUse,
  service: Exclude<KeyService, 'alpaca'>,
  fromEnvironment: KeyGiven,
  call: (secret: string) => Promise<Answer>,
): Promise<Answer> {
  const stored = ring.of(service);
  let last: unknown = noKey(service, 'no stored key opens it');
  for (const key of stored) {
    if (key.parts === undefined) continue;
    try {
      const answer = await call(key.parts.secret);
      ring.noteUse(key);
      if (!key.isProven) witness.proven(key);
      return answer;
    } catch (error) {
      if (!(error instanceof SourceOutage) || error.kind !== 'unauthorized') throw error;
      witness.refused(key, 'refused-by-service');
      last = error;
    }
  }
  if (fromEnvironment === 'stored' || stored.some(({ isProven }) => isProven)) throw last;
  return await call(fromEnvironment.reveal());
}

function noKey(service: string, reason: string): SourceOutage {
  return new SourceOutage({ source: service, request: 'a call', kind: 'unauthorized', reason });
}
