import type { Logger } from '../../telemetry/log.ts';

/** Notes that a session or a key is in use; the request does not wait for it, and goes on if it fails. */
export type NoteUse = (id: string, write: (id: string) => Promise<void>) => void;

/** One note of an id at a time: of many requests at once the first one's is enough. */
export function createNoteUse(logger: Logger): NoteUse {
  const underWay = new Set<string>();
  return (id, write) => {
    if (underWay.has(id)) return;
    underWay.add(id);
    write(id)
      .catch((error: unknown) => logger.warn({ err: error }, 'the use of a session or a key was not noted'))
      .finally(() => underWay.delete(id));
  };
}
