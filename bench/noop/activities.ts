/** A step that does nothing and returns nothing: what is left is Temporal's own time. */
export const noopActivities = {
  async nothing(): Promise<void> {},
};

export type NoopActivities = typeof noopActivities;
