import type { AlertFacts } from '../alert-facts.ts';
import type { Reading } from '../reading.ts';

/** Every integration as it was last heard of. */
export function readSourceDown(facts: AlertFacts): readonly Reading[] | undefined {
  return facts.sources?.map(({ source, isDown, reason }) => ({
    subject: source,
    state: isDown ? 'breached' : 'clear',
    message: `${source} does not answer: ${reason}`,
    facts: { source, reason },
  }));
}
