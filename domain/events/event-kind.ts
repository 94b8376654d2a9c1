import { z } from 'zod';

/** What is promised of one kind of event. */
export interface EventKind {
  /**
   * Of the payload. A field that is added leaves it as it is, so that a reader takes what it does not know along; one
   * that is taken away, renamed or given another meaning makes the next version.
   */
  readonly version: number;
  /** What has happened when it is written, as the end of "Written when". */
  readonly when: string;
  readonly payload: z.ZodObject;
  /** Holds to `payload`. */
  readonly example: Readonly<Record<string, unknown>>;
}

/** Dollars or shares: never a number. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
export const timestamp = z.iso.datetime({ offset: true });
export const id = z.string().min(1);
export const symbol = z.string().min(1);
export const side = z.enum(['buy', 'sell']);
export const facts = z.record(z.string(), z.string());
export const reason = z.object({ code: z.string(), message: z.string(), facts });
