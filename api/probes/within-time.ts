import type { Probe } from '../deps.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** Asks a part for a sign of life. @throws when it gives none within two seconds. */
export async function withinTime(probe: Probe): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`no answer within ${PROBE_TIMEOUT_MS} ms`));
  }, PROBE_TIMEOUT_MS);
  try {
    await Promise.race([probe(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
