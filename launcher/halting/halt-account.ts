import { setTimeout as delay } from 'node:timers/promises';
import type { HaltConfig } from '../../config/config.ts';
import { Secret } from '../../config/secret.ts';
import { createAlpacaBroker } from '../../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { Broker } from '../../domain/ports/broker.ts';
import { createLogger } from '../../telemetry/log.ts';

const AGAIN_MS = 500;
const GIVE_UP_MS = 60_000;
const TIMEOUT_MS = 5_000;

/**
 * Halts one account with nothing but its keys: the broker is asked to refuse new orders and to cancel the open ones,
 * again and again, until none is open. `onSuspended` is told when the broker refuses new orders. False when that could
 * not be brought about in a minute.
 */
export async function haltAccount(
  config: HaltConfig['broker'],
  print: (line: string) => void,
  onSuspended: () => void,
): Promise<boolean> {
  print(`Halting the ${config.mode} account of key ${config.keyId}`);
  const broker = brokerOf(config);
  const startedAt = Date.now();
  const say = (what: string) => {
    print(`  ${config.keyId}: ${what} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  };
  const marked: Broker = {
    ...broker,
    suspendTrading: async (wanted) => {
      await broker.suspendTrading(wanted);
      onSuspended();
    },
  };
  let standing: Standing = { suspended: false, open: undefined };
  for (;;) {
    standing = await sweep(marked, standing, say);
    if (isDone(standing) || Date.now() - startedAt > GIVE_UP_MS) break;
    await delay(AGAIN_MS);
  }
  const { suspended, open } = standing;
  const done = isDone(standing);
  if (!done) say(`NOT halted in full: suspended ${String(suspended)}, open orders ${open ?? 'unknown'}`);
  return done;
}

interface Standing {
  readonly suspended: boolean;
  /** Undefined while the broker has not told. */
  readonly open: number | undefined;
}

function isDone({ suspended, open }: Standing): boolean {
  return suspended && open === 0;
}

/** Asks for what is still to be done. Neither request waits for the other to succeed. */
async function sweep(broker: Broker, before: Standing, say: (what: string) => void): Promise<Standing> {
  const suspended =
    before.suspended ||
    (await attempt(say, async () => {
      await broker.suspendTrading(true);
      say('the broker refuses new orders');
      return true;
    })) === true;
  const open = await attempt(say, async () => {
    const found = (await broker.orders({ status: 'open' })).length;
    if (found > 0) {
      await broker.cancelAll();
      say(`cancellation of ${found} open orders requested`);
    }
    const left = found === 0 ? 0 : (await broker.orders({ status: 'open' })).length;
    say(left === 0 ? 'no order is open' : `${left} orders are still open`);
    return left;
  });
  return { suspended, open };
}

/** What `work` gives, or undefined, with the reason said, when the broker did not answer. */
async function attempt<T>(say: (what: string) => void, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SourceOutage)) throw error;
    say(`not yet: ${error.message}`);
    return undefined;
  }
}

function brokerOf(config: HaltConfig['broker']): Broker {
  const { mode, keyId, secretKey: given } = config;
  // In the sandbox any secret opens the account.
  const secretKey = given === 'stored' ? new Secret(given) : given;
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
