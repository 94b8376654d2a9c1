import { z } from '@hono/zod-openapi';
import { isAllSeen, shownText } from '../../domain/shown-text.ts';

const OUTSIDE_CHARS_MAX = 10_000;
export const CYCLE_ID_EXAMPLE = 'cycle:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e:2026-03-02T14:30:00.000Z';

/** Text that Postgres can keep and a terminal can show: no control characters, no half of a surrogate pair. */
// oxlint-disable-next-line no-control-regex
const PRINTABLE = /^[^\u0000-\u001f\u007f]*$/;

/** Plain text for people, 1 to `max` characters. */
export function shortText(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .regex(PRINTABLE, 'must not hold control characters')
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
    .refine(isAllSeen, 'must not hold characters that nobody sees');
}

/** Text of a source, a model or another user in an answer, as a person may be shown it. */
export function outsideText(max = OUTSIDE_CHARS_MAX) {
  return z.string().overwrite((text) => shownText(text, max));
}

/** Facts that somebody outside may have worded. */
export const outsideFacts = z.record(z.string(), outsideText(1_000));

/** Where to read on; empty where it is no address of the web. */
export const webAddress = z
  .string()
  .overwrite((text) => (/^https?:\/\/[\x21-\x7e]+$/i.test(text) ? text.slice(0, 2_000) : ''))
  .openapi({ description: 'Of the web, or empty.' });

/** An amount, price or quantity of any sign: plain decimal text, never a JSON number. */
export const decimalText = z
  .string()
  .regex(/^-?\d{1,30}(\.\d{1,18})?$/, 'must be a plain decimal in text, such as "12.5"')
  .openapi({ example: '12.5' });

/** A plain decimal above zero, at most 15 digits before the point and 9 after it. */
export const positiveDecimal = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,9})?$/, {
    error: 'must be a positive plain decimal in text, such as "12.5"',
    // What is asked of an amount besides is not asked of what is none.
    abort: true,
  })
  .refine((text) => /[1-9]/.test(text), 'must be above zero')
  .openapi({ example: '12.5' });

/** A plain decimal of zero or more, at most 15 digits before the point and 9 after it. */
export const nonNegativeDecimal = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,9})?$/, {
    error: 'must be a plain decimal in text, such as "12.5" or "0"',
    abort: true,
  })
  .openapi({ example: '12.5' });

export const timestamp = z.iso.datetime({ offset: true }).openapi({ example: '2026-03-02T14:30:00.000Z' });

export const symbol = z
  .string()
  .regex(/^[A-Z][A-Z.]{0,9}$/, 'must be an upper-case symbol, such as "AAPL" or "BRK.B"')
  .openapi({ example: 'AAPL' });

export const uuid = z.guid().openapi({ format: 'uuid', example: '0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e' });

/** An id in a path: visible ASCII, 1 to `max` characters. */
export function visibleId(max: number) {
  return z
    .string()
    .max(max)
    .regex(/^[\x21-\x7e]+$/, 'must be an id of visible ASCII characters');
}

/** What a cycle is called in answers. */
export const cycleId = z.string().openapi({ example: CYCLE_ID_EXAMPLE });

/** What an order is called in answers, for ever. */
export const clientOrderId = z
  .string()
  .openapi({ example: 'c-0198f0a28c117d02-20260302T143000000Z-AAPL-target' });

/** The symbol of an answer: as it was stored, whoever named it. */
export const storedSymbol = z.string().openapi({ example: 'AAPL' });

/** Facts behind a refusal, as text. */
export const refusal = z
  .strictObject({
    code: z.string().openapi({ example: 'NOTIONAL_LIMIT' }),
    message: outsideText().openapi({ example: 'The order is larger than the limit for one order.' }),
    facts: outsideFacts.openapi({ example: { limit: '25000', notional: '31200.5' } }),
  })
  .openapi('Refusal');
