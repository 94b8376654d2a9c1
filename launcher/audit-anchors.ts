import { z } from 'zod';
import type { AuditAnchors } from '../config/audit-anchors.ts';
import { readAnchoredOnNats } from '../connectors/nats/audit-anchors.ts';
import type { AuditAnchor } from '../db/audit-chain/verify-audit.ts';

const anchorEvent = z.object({
  payload: z.object({ chain: z.string(), seq: z.string(), hash: z.string() }),
});

export function anchorsOnFile(kept: AuditAnchors): readonly AuditAnchor[] {
  return Object.entries(kept).map(([chain, { seq, hash }]) => ({ chain, seq, hash, keptBy: 'file' }));
}

/** The anchors on the event bus, or why they could not be had. */
export async function anchorsOnNats(
  url: string | undefined,
  database: string,
): Promise<{ readonly anchors: readonly AuditAnchor[]; readonly problem?: string }> {
  if (url === undefined) return { anchors: [], problem: 'NATS_URL is not set' };
  try {
    const events = await readAnchoredOnNats(url, database);
    const anchors = events.map((event) => ({ ...anchorEvent.parse(event).payload, keptBy: 'nats' }));
    return { anchors };
  } catch (error) {
    return { anchors: [], problem: String(error) };
  }
}
