import { z } from 'zod';
import { decimal, decimalFromNumber, isDecimalString, toDecimalString } from '../../domain/money.ts';

const EXPONENT_NUMBER = /^-?\d+(\.\d+)?[eE][+-]?\d+$/;

/** A decimal that came as text or as a JSON number, given as a plain decimal without trailing zeros. */
export const decimalText = z.union([z.string(), z.number()]).transform((value, context) => {
  if (typeof value === 'string' && isDecimalString(value)) return toDecimalString(decimal(value));
  const number = typeof value === 'string' && EXPONENT_NUMBER.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) {
    const text = decimalFromNumber(number);
    if (isDecimalString(text)) return text;
  }
  context.addIssue({ code: 'custom', message: 'not a plain decimal' });
  return z.NEVER;
});

/** As `decimalText`, of a number that came as a float: one with more digits than a float holds is refused. */
export const exactNumber = z
  .number()
  .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), 'has too many digits')
  .transform(decimalFromNumber);

/** A moment in RFC 3339 with any offset and precision, given in UTC to the millisecond (the rest is cut off). */
export const timestamp = z.string().transform((value, context) => {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) {
    context.addIssue({ code: 'custom', message: 'not a moment in RFC 3339' });
    return z.NEVER;
  }
  return new Date(ms).toISOString();
});

/** A calendar day, `2026-08-31`. */
export const calendarDay = z.iso.date();
