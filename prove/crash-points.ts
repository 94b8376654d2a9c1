/** Where a worker dies, named by what has happened and what has not. In the order of an order's life. */
export const CRASH_POINTS = [
  'before-intent-commits',
  'after-intent-before-post',
  'after-acceptance-before-response',
  'after-response-before-write',
  'after-write-before-completion',
  'before-event-published',
  'after-event-published',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** What a worker does at the broker: each has its own hooks in `crashing-seams.ts`. */
export type Action = 'submit' | 'cancel';

/**
 * What is done to the order under proof: `entry` buys and `exit` sells at the market, `rest` places an order that
 * does not trade (no fill can heal what went wrong with it), `cancel` takes such an order back, `replace` puts another
 * in its place, `bracket` buys with both exits. To prove one more: a name here, how it is carried out in `operate.ts`,
 * and for an action of its own the hooks in `crashing-seams.ts`.
 */
export const OPERATIONS = {
  entry: 'submit',
  exit: 'submit',
  rest: 'submit',
  cancel: 'cancel',
  replace: 'submit',
  bracket: 'submit',
} as const satisfies Record<string, Action>;
export type Operation = keyof typeof OPERATIONS;
export const OPERATION_NAMES: readonly Operation[] = [
  'entry',
  'exit',
  'rest',
  'cancel',
  'replace',
  'bracket',
];

/** Each crash point with each operation. */
export const CRASH_CASES: readonly { readonly point: CrashPoint; readonly operation: Operation }[] =
  CRASH_POINTS.flatMap((point) => OPERATION_NAMES.map((operation) => ({ point, operation })));
