import type { PlacedEvent } from '../../domain/ports/event-feed.ts';

/** An event as it is sent, made and encoded once for all its readers. */
export interface KeptEvent {
  readonly seq: number;
  readonly userId: string;
  readonly type: string;
  /** Of a bar. */
  readonly symbol?: string;
  readonly frame: Uint8Array;
}

/** An event in the form of the `text/event-stream`; bars are given by symbol. */
export function keptEvent({ seq, id, userId, type, version, at, payload }: PlacedEvent): KeptEvent {
  const text = `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ id, type, version, at, payload })}\n\n`;
  const { symbol } = payload;
  return {
    seq,
    userId,
    type,
    frame: Buffer.from(text),
    ...(type.startsWith('bar.') && typeof symbol === 'string' ? { symbol } : {}),
  };
}
