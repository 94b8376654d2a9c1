import { setTimeout as delay } from 'node:timers/promises';
import type { HaltConfig } from '../config/config.ts';
import { writeHaltMarker } from '../config/halt-marker.ts';
import { createAlpacaBroker } from '../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../connectors/alpaca/endpoints.ts';
import type { Broker } from '../domain/ports/broker.ts';
import { createLogger } from '../telemetry/log.ts';

const AGAIN_MS = 500;
const GIVE_UP_MS = 60_000;
const TIMEOUT_MS = 5_000;

/**
 * Halts one account with nothing but its keys: the marker first, so that whatever comes back later is halted too; then
 * the broker is asked to refuse new orders and to cancel the open ones, again and again, until none is open. Gives the
 * exit code: 0 when the account is suspended and no order is open, 1 when that could not be brought about in a minute.
 */
export async function haltAccount(
  { home, broker: config }: HaltConfig,
  print: (line: string) => void,
): Promise<number> {
  const { mode, keyId } = config;
  const at = new Date().toISOString();
  writeHaltMarker(home, { at, mode, keyId, suspended: false });
  print(`Halting the ${mode} account of key ${keyId}`);
  const broker = brokerOf(config);

  const startedAt = Date.now();
  const took = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  let suspended = false;
  let open: number | undefined;
  let failure: unknown;
  while ((!suspended || open !== 0) && Date.now() - startedAt < GIVE_UP_MS) {
    if (open !== undefined || failure !== undefined) await delay(AGAIN_MS);
    failure = undefined;
    const step = async (work: () => Promise<void>): Promise<void> => {
      await work().catch((error: unknown) => {
        failure = error;
        print(`  not yet: ${error instanceof Error ? error.message : String(error)}`);
      });
    };
    if (!suspended) {
      await step(async () => {
        await broker.suspendTrading(true);
        suspended = true;
        writeHaltMarker(home, { at, mode, keyId, suspended });
        print(`  the broker refuses new orders (${took()})`);
      });
    }
    await step(async () => {
      const before = open ?? (await broker.orders({ status: 'open' })).length;
      if (before > 0) {
        await broker.cancelAll();
        print(`  cancellation of ${before} open orders requested (${took()})`);
      }
      open = (await broker.orders({ status: 'open' })).length;
      if (open === 0) print(`  no order is open (${took()})`);
    });
  }
  const done = suspended && open === 0;
  print(
    done
      ? `Halted. The stack takes this over when it is back; set the trading state to active to go on.`
      : `NOT halted in full: suspended ${String(suspended)}, open orders ${open ?? 'unknown'}. Run it again, or halt at the broker.`,
  );
  return done ? 0 : 1;
}

function brokerOf(config: HaltConfig['broker']): Broker {
  const { mode, keyId, secretKey } = config;
  return createAlpacaBroker({
    mode,
    endpoints: alpacaEndpoints(mode, mode === 'sandbox' ? config.sandboxUrl : undefined),
    credentials: { keyId, secretKey: secretKey.reveal() },
    logger: createLogger({ name: 'halt', level: 'silent' }),
    timeouts: { readMs: TIMEOUT_MS, submitMs: TIMEOUT_MS },
    // The guard of live trading is for orders, and none is sent here.
    liveTradingConfirmed: true,
  });
}
