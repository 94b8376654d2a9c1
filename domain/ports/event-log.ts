import type { BusEvent } from './event-bus.ts';

/** What stands in the stream. */
export interface EventLogState {
  /** Whose events they are; undefined for a stream that nobody has marked. */
  readonly installation: string | undefined;
  /** The place of the latest event; 0 before the first. */
  readonly lastSeq: number;
}

/** The stream moved under us: what stands in it is to be looked at before anything is added. */
export class EventLogMoved extends Error {
  override readonly name = 'EventLogMoved';
}

/**
 * The events of one installation in the order of their places. A place is given once: what is read under it stays the
 * same event, also after the stream was built again.
 */
export interface EventLog {
  /** Undefined when there is no stream. */
  state(): Promise<EventLogState | undefined>;
  /** Makes an empty stream, in place of one that is there, whose first event has the place `firstSeq`. */
  begin(installation: string, firstSeq: number): Promise<void>;
  /**
   * Adds an event at the place `seq`. One that the stream holds already is left as it is. Several may be under way at
   * once: each is taken only right behind the one before it.
   * @throws EventLogMoved when the next place is another one; SourceOutage when the server does not answer.
   */
  append(event: BusEvent, seq: number): Promise<void>;
  /** Takes the place `seq` with nothing, where the outbox no longer has what stood there. */
  skip(seq: number): Promise<void>;
  /** Ids of the events after a place, in order. */
  idsAfter(seq: number): Promise<readonly { readonly id: string; readonly seq: number }[]>;
  close(): Promise<void>;
}
