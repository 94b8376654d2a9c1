/** One deliberation a cycle, or one for each of its votes. */
export function deliberationWorkflowId(cycleId: string, vote: number, votes: number): string {
  return votes === 1 ? `deliberation:${cycleId}` : `deliberation:${cycleId}:${vote}`;
}
