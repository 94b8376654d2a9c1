/** Names a question for ever: the cycle, which of its votes, and the step in it, never a run or an attempt. */
export function questionKey(cycleId: string, vote: number, step: number): string {
  return `decision:${cycleId}:${vote}:${step}`;
}

export function criticKey(cycleId: string): string {
  return `decision:${cycleId}:critic`;
}
