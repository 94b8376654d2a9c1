import type { ChannelKind, Notice } from '../alerts/notice.ts';

/** One way to reach a person. */
export interface NoticeSender {
  /** Sends a notice to a URL, an address or a chat. @throws SourceOutage when it was not taken. */
  send(notice: Notice, channel: { readonly id: string; readonly target: string }): Promise<void>;
}

/** The ways that are set up; the others are undefined. */
export type NoticeSenders = Readonly<Record<ChannelKind, NoticeSender | undefined>>;
