import type { z } from '@hono/zod-openapi';
import type { ChainedAuditRow } from '../../db/queries/audit/audit.ts';
import { auditEntry } from '../contract/audit.ts';

type AuditView = z.infer<typeof auditEntry>;

export function auditView(row: ChainedAuditRow): AuditView {
  const { userId: _, at, ...rest } = row;
  return { ...rest, at: at.toISOString() };
}

const COLUMNS = Object.keys(auditEntry.shape);

/** The first line of an export as CSV (RFC 4180). */
export const AUDIT_CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

export function auditCsvLine(entry: AuditView): string {
  const values = new Map<string, unknown>(Object.entries(entry));
  return `${COLUMNS.map((column) => csvField(values.get(column))).join(',')}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvField(value: unknown): string {
  const text =
    value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
