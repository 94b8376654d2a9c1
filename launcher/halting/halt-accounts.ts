import type { HaltConfig } from '../../config/config.ts';
import { writeHaltMarker } from '../../config/halt-marker.ts';
import type { KnownAccounts } from '../../config/known-accounts.ts';
import { haltAccount } from './halt-account.ts';

/**
 * Halts every account that the keys at hand open, side by side: the marker first, so that whatever comes back later is
 * halted too. `known` is what a worker has last seen; an account that there are no keys for is named. Gives the exit
 * code: 0 when each is suspended and has no order open, 1 when that could not be brought about in a minute.
 */
export async function haltAccounts(
  { home, broker }: HaltConfig,
  known: KnownAccounts,
  print: (line: string) => void,
): Promise<number> {
  const { configs, withoutKeys } = reachable(broker, known);
  const at = new Date().toISOString();
  const suspended = new Set<string>();
  const mark = () => {
    const accounts = configs.map(({ mode, keyId }) => ({ mode, keyId, suspended: suspended.has(keyId) }));
    writeHaltMarker(home, { at, accounts });
  };
  mark();
  const halted = await Promise.all(
    configs.map((config) =>
      haltAccount(config, print, () => {
        suspended.add(config.keyId);
        mark();
      }),
    ),
  );
  for (const { mode, keyRef } of withoutKeys) {
    print(`Not halted: the ${mode} account of key ${keyRef}, whose keys are not configured here.`);
  }
  const done = halted.every(Boolean);
  print(
    done
      ? 'Halted. The stack takes this over when it is back; set the trading state to active to go on.'
      : 'NOT halted in full. Run it again, or halt at the broker.',
  );
  return done ? 0 : 1;
}

/** In the sandbox a key reference is the key; elsewhere there is the one pair of keys. */
function reachable(
  broker: HaltConfig['broker'],
  known: KnownAccounts,
): { readonly configs: readonly HaltConfig['broker'][]; readonly withoutKeys: KnownAccounts } {
  const opens = ({ mode, keyRef }: KnownAccounts[number]): boolean =>
    mode === broker.mode && (mode === 'sandbox' || keyRef === broker.keyId);
  const keyIds = new Set([broker.keyId, ...known.filter(opens).map(({ keyRef }) => keyRef)]);
  return {
    configs: [...keyIds].map((keyId) => ({ ...broker, keyId })),
    withoutKeys: known.filter((account) => !opens(account)),
  };
}
