import type { Kysely } from 'kysely';
import type { CodecKey } from '../../codec/codec-key.ts';
import { openText, sealText } from '../../codec/sealed-text.ts';
import { reseal, type StandingKey, standingKeys } from '../../db/queries/identity/stored-keys.ts';
import type { Database } from '../../db/schema.ts';
import { SourceOutage } from '../../domain/outage.ts';
import { type KeyParts, type KeyService, sealedContext } from '../../domain/stored-key.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { LateSecrets } from '../../telemetry/redact.ts';

/** A stored key as this process may use it. */
export interface RingKey {
  readonly id: string;
  readonly service: KeyService;
  readonly accountId: string | null;
  readonly version: number;
  readonly isProven: boolean;
  /** Undefined where no master key of this process opens it: then nothing is used in its place. */
  readonly parts: KeyParts | undefined;
}

/** The stored keys that stand, as they were a few seconds ago. */
export interface KeyRing {
  /** Newest first. @throws SourceOutage before they have been read: nobody knows yet which keys are to be used. */
  of(service: KeyService, accountId?: string): readonly RingKey[];
  noteUse(key: RingKey): void;
  /** Aborts when anything of the ring has changed since it was asked for. */
  changed(): AbortSignal;
}

/** For what has no database: every key comes from the environment. */
export const NO_STORED_KEYS: KeyRing = {
  of: () => [],
  noteUse: () => undefined,
  changed: () => new AbortController().signal,
};

export interface FilledKeyRing extends KeyRing {
  /** Reads what stands, and encrypts anew what was encrypted with another master key than the first. */
  refresh(): Promise<void>;
  /** Which keys have been used since it was last asked. */
  takeUsed(): readonly string[];
  all(): readonly RingKey[];
  /** Some key’s overlap is over, and nobody has ended it yet. */
  hasOverdue(): boolean;
}

/** Keeps the stored keys in memory, opened; what it opens is blanked in this process's log from then on. */
export function createKeyRing(options: {
  readonly db: Kysely<Database>;
  readonly masterKeys: readonly CodecKey[];
  readonly logger: Logger;
  readonly lateSecrets: LateSecrets;
}): FilledKeyRing {
  const { db, masterKeys, logger, lateSecrets } = options;
  const [first] = masterKeys;
  const used = new Set<string>();
  let keys: readonly RingKey[] | undefined;
  let standing = '';
  let hasOverdue = false;
  let change = new AbortController();

  const open = (row: StandingKey): RingKey => {
    const { id, service, accountId, version, provenAt } = row;
    const known = keys?.find((key) => key.id === id && key.parts !== undefined);
    const parts = known?.parts ?? partsOf(row);
    return { id, service, accountId, version, isProven: provenAt !== null, parts };
  };
  const partsOf = (row: StandingKey): KeyParts | undefined => {
    const master = masterKeys.find(({ name }) => name === row.masterKey);
    if (master === undefined || row.sealed === null) {
      logger.error({ key: row.id, masterKey: row.masterKey }, 'STORED_KEYS_KEY opens no key of this name');
      return undefined;
    }
    try {
      return readParts(openText(row.sealed, master, sealedContext(row)));
    } catch (error) {
      logger.error({ err: error, key: row.id }, 'a stored key does not open');
      return undefined;
    }
  };
  const sealAnew = async (row: StandingKey) => {
    const parts = keys?.find(({ id }) => id === row.id)?.parts;
    if (first === undefined || row.masterKey === first.name || parts === undefined) return;
    const sealed = sealText(JSON.stringify(parts), first, sealedContext(row));
    await reseal(db, row, { masterKey: first.name, sealed });
    logger.info({ key: row.id, masterKey: first.name }, 'a stored key was encrypted anew');
  };

  return {
    of(service, accountId) {
      if (keys === undefined) {
        throw new SourceOutage({
          source: service,
          request: 'its stored keys',
          kind: 'unreachable',
          reason: 'they have not been read from the database yet',
        });
      }
      return keys.filter((key) => key.service === service && key.accountId === (accountId ?? null));
    },
    noteUse: ({ id }) => void used.add(id),
    changed: () => change.signal,
    all: () => keys ?? [],
    hasOverdue: () => hasOverdue,
    takeUsed() {
      const ids = [...used];
      used.clear();
      return ids;
    },
    async refresh() {
      const standingRows = await standingKeys(db);
      hasOverdue = standingRows.some(({ isOver }) => isOver);
      const rows = standingRows.filter(({ isOver }) => !isOver);
      keys = rows.map(open);
      lateSecrets.set(keys.flatMap(({ parts }) => (parts === undefined ? [] : [parts.secret])));
      for (const row of rows) await sealAnew(row);
      const next = rows.map(({ id, provenAt }) => `${id} ${provenAt !== null}`).join();
      if (next === standing) return;
      standing = next;
      change.abort();
      change = new AbortController();
    },
  };
}

function readParts(text: string): KeyParts {
  const read: unknown = JSON.parse(text);
  if (typeof read !== 'object' || read === null || !('secret' in read) || typeof read.secret !== 'string') {
    throw new Error('what was sealed is no key');
  }
  const { secret } = read;
  return 'keyId' in read && typeof read.keyId === 'string' ? { keyId: read.keyId, secret } : { secret };
}
