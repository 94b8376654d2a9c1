import type { PartName } from '../launcher/stack/part.ts';
import type { InjectedFault } from '../tests/support/sandbox-control.ts';
import { CRASH_CASES, type CrashPoint, OPERATION_NAMES, type Operation } from './crash-points.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

/** The named crash of a worker, or SIGKILL to a part at any moment. */
export type Death =
  | { readonly kind: 'point'; readonly point: CrashPoint }
  | { readonly kind: 'part'; readonly part: PartName; readonly afterMs: number };

/** What one run does: one order, one death, and what else goes wrong meanwhile. */
export interface PlannedRun {
  readonly run: number;
  readonly operation: Operation;
  readonly symbol: string;
  readonly qty: number;
  readonly death: Death;
  readonly faults: readonly InjectedFault[];
}

export const SYMBOLS = ['AAPL', 'MSFT', 'NVDA', 'SPY'] as const;
export const PARTS = ['worker', 'api', 'temporal', 'postgres', 'nats', 'sandbox'] as const;

/** Every third run kills a part at any moment; the others take the named cases in turn. */
const PART_EVERY = 3;
const FAULTY_SHARE = 0.5;
const LATEST_MS = 1_500;

/** The run of this number under this seed; the same two give the same run. */
export function planRun(seed: number, run: number): PlannedRun {
  const random = seededRandom(seed, run);
  const what = { run, symbol: random.pick(SYMBOLS), qty: random.between(1, 3) };
  const turn = Math.floor((run * (PART_EVERY - 1)) / PART_EVERY);
  const named = run % PART_EVERY === 0 ? undefined : CRASH_CASES[turn % CRASH_CASES.length];
  const operation = named?.operation ?? random.pick(OPERATION_NAMES_DRAWN);
  const death: Death =
    named === undefined
      ? { kind: 'part', part: random.pick(PARTS), afterMs: random.between(0, LATEST_MS) }
      : { kind: 'point', point: named.point };
  const faults = random.chance(FAULTY_SHARE) ? drawFaults(random, operation) : [];
  return { ...what, operation, death, faults };
}

/** Each crash point with each operation once, and nothing else going wrong. */
export function everyCase(): readonly PlannedRun[] {
  return CRASH_CASES.map(({ point, operation }, run) => ({
    run,
    operation,
    symbol: SYMBOLS[run % SYMBOLS.length] ?? SYMBOLS[0],
    qty: 1,
    death: { kind: 'point', point },
    faults: [],
  }));
}

const [first = 'entry', ...others] = OPERATION_NAMES;
const OPERATION_NAMES_DRAWN: readonly [Operation, ...Operation[]] = [first, ...others];

type Effect = Omit<InjectedFault, 'system'>;

const POST_EFFECTS: readonly [Effect, ...Effect[]] = [
  { effect: 'accept-then-drop' },
  { effect: 'accept-then-status', status: 502 },
  { effect: 'hang', ms: 1_200 },
  { effect: 'reset' },
  { effect: 'delay', ms: 600 },
  { effect: 'malformed' },
  { effect: 'hide-order', ms: 1_500 },
  { effect: 'status', status: 429 },
  { effect: 'status', status: 503 },
];
const PATCH_EFFECTS: readonly [Effect, ...Effect[]] = [
  { effect: 'accept-then-drop' },
  { effect: 'accept-then-status', status: 502 },
  { effect: 'hang', ms: 1_200 },
  { effect: 'reset' },
  { effect: 'delay', ms: 600 },
  { effect: 'malformed' },
  { effect: 'hide-order', ms: 1_500 },
  { effect: 'slow-replace', ms: 800 },
  { effect: 'status', status: 429 },
  { effect: 'status', status: 503 },
];
const CANCEL_EFFECTS: readonly [Effect, ...Effect[]] = [
  { effect: 'accept-then-drop' },
  { effect: 'accept-then-status', status: 502 },
  { effect: 'reset' },
  { effect: 'delay', ms: 600 },
  { effect: 'status', status: 429 },
  { effect: 'status', status: 503 },
];
const STREAM_EFFECTS: readonly [Effect, ...Effect[]] = [
  { effect: 'drop-socket' },
  { effect: 'duplicate-event', times: 3 },
  { effect: 'reorder-events', times: 2 },
  { effect: 'lose-event', times: 3 },
  { effect: 'silence', times: 3 },
];

function drawFaults(random: SeededRandom, operation: Operation): readonly InjectedFault[] {
  const atBroker: InjectedFault = {
    ...requestFault(random, operation),
    system: 'alpaca-trading',
    times: 1,
  };
  const onStream: InjectedFault = { ...random.pick(STREAM_EFFECTS), system: 'trade-updates' };
  const which = random.between(1, 3);
  return [...(which === 2 ? [] : [atBroker]), ...(which === 1 ? [] : [onStream])];
}

function requestFault(random: SeededRandom, operation: Operation): Omit<InjectedFault, 'system'> {
  if (operation === 'cancel') return { ...random.pick(CANCEL_EFFECTS), method: 'DELETE' };
  const post = { method: 'POST', path: '/v2/orders' };
  if (operation !== 'replace') return { ...random.pick(POST_EFFECTS), ...post };
  const effect = random.pick(PATCH_EFFECTS);
  // Which orders a look-up hides is said of the POST, whatever request made them.
  return effect.effect === 'hide-order' ? { ...effect, ...post } : { ...effect, method: 'PATCH' };
}
