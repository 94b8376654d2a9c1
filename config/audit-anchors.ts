import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const auditAnchors = z.record(
  z.string(),
  z.object({
    seq: z.string().regex(/^\d{1,18}$/),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    at: z.iso.datetime(),
  }),
);

/** The head of each chain of the audit log as a worker last saw it, kept where the database's owner cannot change it. */
export type AuditAnchors = z.infer<typeof auditAnchors>;

/** Beside the database's own data, one file a database: whoever starts over removes both. */
const pathOf = (home: string, database: string) =>
  join(home, 'data', 'audit-anchors', `${encodeURIComponent(database)}.json`);

/** Replaces the file in one step; the folder is made when it is missing. */
export function writeAuditAnchors(home: string, database: string, anchors: AuditAnchors): void {
  const path = pathOf(home, database);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.next`, `${JSON.stringify(anchors, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.next`, path);
}

/** What was kept of this database; nothing when no worker has been here. @throws when it cannot be read. */
export function readAuditAnchors(home: string, database: string): AuditAnchors {
  let text: string;
  try {
    text = readFileSync(pathOf(home, database), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  return auditAnchors.parse(JSON.parse(text));
}
