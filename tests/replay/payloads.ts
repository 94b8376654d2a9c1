import { isRecord } from './normalise-history.ts';

/** The content of every payload in a piece of a history's JSON, whatever event it stands in. */
export function payloadTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(payloadTexts);
  if (!isRecord(value)) return [];
  const { data, metadata } = value;
  if (isRecord(metadata))
    return typeof data === 'string' ? [Buffer.from(data, 'base64').toString('utf8')] : [];
  return Object.values(value).flatMap(payloadTexts);
}
