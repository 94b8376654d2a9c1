/** Spaces the requests to one source, over every process that asks it. */
export interface RequestPace {
  /** Resolves when one more request may be sent. @throws SourceOutage while the source is to be left alone */
  turn(signal?: AbortSignal): Promise<void>;
  /** The source has asked to be left alone for so long: nobody sends until then. */
  holdOff(ms: number): Promise<void>;
}
