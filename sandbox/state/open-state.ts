import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClockState } from '../world/clock.ts';
import type { QuotePin } from '../world/world.ts';
import { isSandboxEntry, quotePin, type SandboxEntry } from './entry.ts';
import { type Journal, openJournal } from './journal.ts';
import { JournalBrokenError, readJournal } from './read-journal.ts';

/** The state folder cannot be used; the message is one line for a person. */
export class StateError extends Error {
  override readonly name = 'StateError';
}

interface SandboxState {
  readonly entries: readonly SandboxEntry[];
  readonly journal: Journal<SandboxEntry>;
  /** The last clock that was set; undefined in an empty state. */
  readonly clock: ClockState | undefined;
  readonly pins: ReadonlyMap<string, QuotePin>;
}

/**
 * Opens the state in `directory`, creating it when absent. `identity` names the world (its seed or its bars): a
 * state made in another world is refused, because its prices would not be the same.
 * @throws StateError
 */
export function openState(directory: string, identity: string): SandboxState {
  const file = join(directory, 'journal.jsonl');
  const entries = readEntries(directory, file);
  const [first] = entries;
  if (first !== undefined && (first.type !== 'world' || first.identity !== identity)) {
    const made = first.type === 'world' ? first.identity : 'something else';
    throw new StateError(`the state in ${directory} was made with ${made}, not ${identity}`);
  }
  let clock: ClockState | undefined;
  const pins = new Map<string, QuotePin>();
  for (const entry of entries) {
    if (entry.type === 'clock') clock = entry.clock;
    else if (entry.type === 'pin') pins.set(entry.symbol, quotePin(entry.pin));
    else if (entry.type === 'unpin') pins.delete(entry.symbol);
  }
  const journal = openForAppending(directory, file);
  if (first === undefined) journal.append({ type: 'world', version: 1, identity });
  return { entries, journal, clock, pins };
}

function readEntries(directory: string, file: string): readonly SandboxEntry[] {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return readJournal(file).map((value, index) => {
      if (isSandboxEntry(value)) return value;
      throw new JournalBrokenError(`${file}, line ${index + 1} is not an entry of this program`);
    });
  } catch (cause) {
    if (cause instanceof JournalBrokenError) throw new StateError(cause.message, { cause });
    throw new StateError(`the state folder ${directory} cannot be used: ${reason(cause)}`, { cause });
  }
}

function openForAppending(directory: string, file: string): Journal<SandboxEntry> {
  try {
    return openJournal<SandboxEntry>(file);
  } catch (cause) {
    throw new StateError(`the state folder ${directory} cannot be written: ${reason(cause)}`, { cause });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
