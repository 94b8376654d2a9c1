import { PLANTED_BUGS } from './orders/planted-bugs.ts';
import { simulateOrder } from './orders/simulate-order.ts';

const TELL_EVERY = 10_000;

export interface OrdersProof {
  readonly proof: 'orders';
  readonly seeds: number;
  readonly seconds: number;
  /** What did not hold, by seed. */
  readonly failures: readonly { readonly seed: number; readonly what: string; readonly repeat: string }[];
  /** For each planted bug what its saved seed finds; null when that finds nothing. */
  readonly plantedBugs: readonly {
    readonly name: string;
    readonly seed: number;
    readonly found: string | null;
  }[];
}

/** The simulation from one seed to another with the product's protocol, and each planted bug with its saved seed. */
export async function proveOrders(
  { from, to }: { readonly from: number; readonly to: number },
  tell: (line: string) => void,
): Promise<OrdersProof> {
  const startedAt = Date.now();
  const failures: { seed: number; what: string; repeat: string }[] = [];
  for (let seed = from; seed <= to; seed += 1) {
    const violation = await simulateOrder(seed);
    if (violation !== undefined) {
      const repeat = `npm run prove -- orders --only ${seed}`;
      failures.push({ seed, what: violation.message, repeat });
    }
    if (seed % TELL_EVERY === 0) tell(`${seed} seeds, ${failures.length} failures`);
  }
  const plantedBugs = [];
  for (const { name, seed, protocol } of PLANTED_BUGS) {
    plantedBugs.push({ name, seed, found: (await simulateOrder(seed, protocol))?.message ?? null });
  }
  return {
    proof: 'orders',
    seeds: to - from + 1,
    seconds: Math.round((Date.now() - startedAt) / 1_000),
    failures,
    plantedBugs,
  };
}

export function isProved({ failures, plantedBugs }: OrdersProof): boolean {
  return failures.length === 0 && plantedBugs.every(({ found }) => found !== null);
}
