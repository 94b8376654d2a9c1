import { codecKeysOf } from '../config/codec-keys.ts';
import type { Config } from '../config/config.ts';
import type { StoredKeyTerms } from './deps.ts';

/** Which keys may be stored: of services that are set up, by their own value or by the word `stored`. */
export function storedKeyTerms(
  config: Pick<Config, 'broker' | 'languageModels' | 'research' | 'storedKeys'>,
): StoredKeyTerms {
  const { broker, languageModels, research, storedKeys } = config;
  const { access } = languageModels;
  const { openaiKey, anthropicKey } =
    access.source === 'real' ? access : { openaiKey: undefined, anthropicKey: undefined };
  const setUp = { openai: openaiKey, anthropic: anthropicKey, valyu: research?.apiKey };
  return {
    masterKeys: codecKeysOf(storedKeys),
    services: (['openai', 'anthropic', 'valyu'] as const).filter((service) => setUp[service] !== undefined),
    mode: broker.mode,
    liveTradingConfirmed: broker.mode === 'live' && broker.liveTradingConfirmed,
    environmentsKeyId: broker.mode === 'sandbox' ? undefined : broker.keyId,
  };
}
