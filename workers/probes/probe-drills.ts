import type { Drills } from '../../activities/probes/probe-deps.ts';
import { createAlpacaBroker } from '../../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { createAnthropic } from '../../connectors/anthropic/language-model.ts';
import { createFrankfurter } from '../../connectors/frankfurter/fx.ts';
import { createOpenAi } from '../../connectors/openai/language-model.ts';
import { createDatabase } from '../../db/client.ts';
import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import { createGuard } from '../../resilience/guard.ts';
import { GUARD_TERMS } from '../../resilience/guard-terms.ts';
import { createLogger, type Logger } from '../../telemetry/log.ts';

const nothingKept: MakeCache = () => ({ read: async (_key, _asOf, load) => await load() });
const DRILL_KEY = 'drill';

/** The real connectors, pool and guard, for addresses where a drill makes something go wrong. */
export function probeDrills(logger: Logger): Drills {
  // What goes wrong on purpose is no news.
  const quiet = createLogger({ name: 'drill', level: 'silent' });
  return {
    databaseAt: (url) => createDatabase({ url, poolMax: 1 }),
    brokerAt: (url) =>
      createAlpacaBroker({
        mode: 'sandbox',
        endpoints: alpacaEndpoints('sandbox', url),
        credentials: { keyId: DRILL_KEY, secretKey: DRILL_KEY },
        liveTradingConfirmed: false,
        logger,
      }),
    modelsAt: (url) => [
      createOpenAi({ apiKey: DRILL_KEY, baseUrl: url }),
      createAnthropic({ apiKey: DRILL_KEY, baseUrl: url }),
    ],
    ratesAt: (url) => createFrankfurter({ baseUrl: url, cache: nothingKept }),
    guardWith: (timeoutMs) => {
      const guard = createGuard({ ...GUARD_TERMS.frankfurter, source: 'drill', timeoutMs }, quiet);
      return {
        run: (call) => guard.run('drill', call),
        isOpen: () => guard.figures().breaker === 'open',
      };
    },
  };
}
