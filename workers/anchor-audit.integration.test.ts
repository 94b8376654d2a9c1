import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readAuditAnchors } from '../config/audit-anchors.ts';
import { AUDIT_ANCHOR_STREAM } from '../connectors/nats/audit-anchors.ts';
import { createNatsEventBus } from '../connectors/nats/event-bus.ts';
import { appendAudit } from '../db/queries/audit/audit.ts';
import { projectRoot } from '../launcher/find-tool.mjs';
import { createLogger } from '../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { eventually } from '../tests/support/eventually.ts';
import { anOwner } from '../tests/support/rows.ts';
import { anchorAudit } from './anchor-audit.ts';

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await createTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'alphaflow-audit-'));
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

function verify() {
  const { status, stdout } = spawnSync(process.execPath, [join(projectRoot, 'launcher/audit-verify.ts')], {
    cwd: home,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      ALPHAFLOW_HOME: home,
      DATABASE_URL: database.url,
      NATS_URL: inject('natsUrl'),
    },
  });
  return { status, stdout };
}

test('the heads are kept on file and on NATS, so that a log cut off at its end is found, and the anchor stays', async () => {
  const { db } = database;
  const { id: userId } = await anOwner(db);
  const name = new URL(database.url).pathname.slice(1);
  const lines: string[] = [];
  const logger = createLogger({ name: 'test', level: 'warn' }, { write: (line) => void lines.push(line) });
  const openBus = () => createNatsEventBus({ url: inject('natsUrl'), logger, stream: AUDIT_ANCHOR_STREAM });
  const stop = new AbortController();
  const running = anchorAudit({ db, database: name, home, openBus, logger, signal: stop.signal });
  const entry = { actor: 'a', action: 'b', target: 'c', result: 'd' };
  try {
    for (const owner of [userId, userId, null]) await appendAudit(db, { ...entry, userId: owner });
    await eventually(
      'four anchors',
      () => verify().stdout.match(/^whole: 3 .* 4 anchors/m) ?? undefined,
      20_000,
    );
    expect(readAuditAnchors(home, name)).toMatchObject({ [userId]: { seq: '2' }, house: { seq: '1' } });

    const cut = sql`delete from audit_chain where chain = ${userId} and seq = 2`;
    await db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = 'replica'`.execute(tx);
      await sql`delete from audit where id = (select audit_id from audit_chain where chain = ${userId} and seq = 2)`.execute(
        tx,
      );
      await cut.execute(tx);
    });
    const found = verify();
    expect(found.status).toBe(1);
    expect(found.stdout.match(/^shorter-than-anchor/gm)).toHaveLength(2);

    await appendAudit(db, { ...entry, userId, target: 'over the gap' });
    await eventually('an error in the log', () => lines.find((line) => line.includes('tampered')), 20_000);
    expect(readAuditAnchors(home, name)[userId]?.seq).toBe('2');
    expect(verify().stdout).toContain('differs-from-anchor');
  } finally {
    stop.abort();
    await running;
  }
});
