/** What a fault does to one event that a stream is about to send. */
export type StreamEffect = 'silence' | 'duplicate-event' | 'reorder-events' | 'lose-event';

export type StreamSystem = 'market-stream' | 'trade-updates';

/** The faults that the controls have set on the streams. */
export interface StreamFaults {
  /** Asked once for every event about to be sent; counts down a fault with `times`. */
  take(system: StreamSystem): StreamEffect | undefined;
  /** Calls `listener` whenever a control asks to drop the system's sockets; the answer ends it. */
  onDrop(system: StreamSystem, listener: () => void): () => void;
}
