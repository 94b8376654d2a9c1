import type { BrokerOrder, BrokerRejection, SubmitOutcome } from '../../domain/order.ts';
import {
  firstStep,
  type LookUp,
  mayPost,
  type SubmittingOrder,
  stepAfterLookUp,
  stepAfterSubmit,
} from '../../domain/ordering/order-protocol.ts';
import {
  type Original,
  replacedNothing,
  stepAfterRefusal,
} from '../../domain/ordering/replacement-protocol.ts';

/** What the steps of a submission decide by. */
export interface SubmissionProtocol {
  readonly firstStep: typeof firstStep;
  readonly stepAfterLookUp: typeof stepAfterLookUp;
  readonly mayPost: typeof mayPost;
  readonly stepAfterSubmit: typeof stepAfterSubmit;
  readonly stepAfterRefusal: typeof stepAfterRefusal;
  readonly replacedNothing: typeof replacedNothing;
}

export const SUBMISSION_PROTOCOL: SubmissionProtocol = {
  firstStep,
  stepAfterLookUp,
  mayPost,
  stepAfterSubmit,
  stepAfterRefusal,
  replacedNothing,
};

/** What the steps of a submission do, each safe to repeat; `Answer` is where the order stands afterwards. */
export interface SubmissionEffects<Answer> {
  now(): Date;
  /** Claims the right to send, if the order still is what was seen. Gives the attempt; undefined: another was quicker. */
  claim(seen: 'approved' | 'unknown'): Promise<string | undefined>;
  /** One request to the broker, never repeated here. */
  send(): Promise<SubmitOutcome>;
  lookUp(): Promise<LookUp>;
  /** Of a replacement: the order whose place it is to take. */
  lookUpOriginal(): Promise<Original>;
  /** Brings the ledger up to what the broker has, and asks it to cancel what is not wanted. */
  adopt(found: BrokerOrder): Promise<Answer>;
  contradict(differences: readonly string[]): Promise<Answer>;
  markUnknown(reason: string): Promise<Answer>;
  /** Notes the proof that the attempt which was claimed last sent nothing. */
  noteUnsent(reason: string): Promise<void>;
  reject(attempt: string, rejection: BrokerRejection): Promise<Answer>;
  /** Ends a replacement that can never come. */
  endReplacement(): Promise<Answer>;
  /** Ends an order that was provably never sent; one that may have been is left as it is. */
  endUnsent(as: 'canceled' | 'expired'): Promise<{ readonly ended: boolean; readonly answer: Answer }>;
  standing(): Promise<Answer>;
}

/**
 * Gets one approved order to the broker, once. What the ledger says decides what is done:
 * - `approved`: never sent. It is claimed and sent.
 * - `submitting`, `unknown`: it may have been sent. It is looked up under its id and adopted if found; if not, it is
 *   sent again under the same id, of which the broker takes only one.
 * - anything else: it is settled, and nothing is sent.
 */
export async function submitOnce<Answer>(
  order: SubmittingOrder,
  effects: SubmissionEffects<Answer>,
  protocol: SubmissionProtocol = SUBMISSION_PROTOCOL,
): Promise<Answer> {
  const step = protocol.firstStep(order, effects.now());
  if (step.kind === 'settled') return effects.standing();
  if (step.kind === 'send') return send(order, 'approved', effects, protocol);
  if (step.kind === 'end-unsent') return (await effects.endUnsent(step.as)).answer;

  const next = protocol.stepAfterLookUp(order, await effects.lookUp(), effects.now());
  if (next.kind === 'adopt') return effects.adopt(next.order);
  if (next.kind === 'contradiction') return effects.contradict(next.differences);
  if (next.kind === 'leave-unknown') return effects.markUnknown(next.reason);
  await effects.markUnknown('the broker does not show it');
  if (next.kind === 'send') return send(order, 'unknown', effects, protocol);

  const { ended, answer } = await effects.endUnsent(next.as);
  if (ended || order.replacement === undefined) return answer;
  return protocol.replacedNothing(await effects.lookUpOriginal()) ? effects.endReplacement() : answer;
}

async function send<Answer>(
  order: SubmittingOrder,
  seen: 'approved' | 'unknown',
  effects: SubmissionEffects<Answer>,
  protocol: SubmissionProtocol,
): Promise<Answer> {
  const attempt = await effects.claim(seen);
  if (attempt === undefined) return effects.standing();
  if (!protocol.mayPost(order, effects.now())) return leaveUnsent(effects, 'expired on the way');
  const step = protocol.stepAfterSubmit(order, await effects.send());
  if (step.kind === 'adopt') return effects.adopt(step.order);
  if (step.kind === 'contradiction') return effects.contradict(step.differences);
  if (step.kind === 'reject') return effects.reject(attempt, step.rejection);
  if (step.kind === 'leave-unsent') return leaveUnsent(effects, step.reason);
  if (step.kind === 'leave-unknown') return effects.markUnknown(step.reason);
  if (step.kind === 'ask-original') {
    const refused = protocol.stepAfterRefusal(step.rejection, await effects.lookUpOriginal());
    if (refused.kind === 'reject') return effects.reject(attempt, refused.rejection);
    return effects.markUnknown(refused.reason);
  }
  const taken = protocol.stepAfterLookUp(order, await effects.lookUp(), effects.now());
  if (taken.kind === 'adopt') return effects.adopt(taken.order);
  if (taken.kind === 'contradiction') return effects.contradict(taken.differences);
  return effects.markUnknown('the id is taken, its order not visible');
}

async function leaveUnsent<Answer>(effects: SubmissionEffects<Answer>, reason: string): Promise<Answer> {
  await effects.noteUnsent(reason);
  return effects.markUnknown(reason);
}
