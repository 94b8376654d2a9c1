/** A step that does nothing but answer: whoever gives the answer works on the queue. */
export function createQueueActivities() {
  return {
    answerOnQueue: (queue: string): Promise<string> => Promise.resolve(queue),
  };
}

export type QueueActivities = ReturnType<typeof createQueueActivities>;
