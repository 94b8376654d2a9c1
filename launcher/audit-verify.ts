import { parseArgs } from 'node:util';
import { readAuditAnchors } from '../config/audit-anchors.ts';
import { readLocalStackConfig } from '../config/env.ts';
import { verifyAudit } from '../db/audit-chain/verify-audit.ts';
import { createDatabase } from '../db/client.ts';
import { anchorsOnFile, anchorsOnNats } from './audit-anchors.ts';
import { readStackFile } from './stack/stack-file.ts';
import { tellEnd } from './tell-end.ts';

const USAGE = 'npm run audit:verify [-- --json]  (while npm start runs, or with DATABASE_URL and NATS_URL)';
const SHOWN = 50;

/** Reads the whole audit log against its chains and anchors. Exit codes: 0 whole, 1 tampered with, 2 cannot be read. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
  const config = readLocalStackConfig();
  const running = readStackFile(config.home)?.addresses;
  const databaseUrl = config.outside.databaseUrl?.reveal() ?? running?.postgres;
  if (databaseUrl === undefined) {
    console.error(`alphaflow: no database is running here: ${USAGE}`);
    return 2;
  }
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  const natsUrl = config.outside.natsUrl ?? running?.nats;
  const onNats = await anchorsOnNats(natsUrl, database);
  const anchors = [...anchorsOnFile(readAuditAnchors(config.home, database)), ...onNats.anchors];
  const db = createDatabase({ url: databaseUrl, poolMax: 1 });
  try {
    const report = await verifyAudit(db, anchors);
    const { chains, entries, findings } = report;
    for (const { fault, chain, detail } of findings.slice(0, SHOWN)) {
      console.log(`${fault}  ${chain}: ${detail}`);
    }
    if (findings.length > SHOWN) console.log(`and ${findings.length - SHOWN} more`);
    if (onNats.problem !== undefined) console.log(`! without the anchors on NATS: ${onNats.problem}`);
    if (anchors.length === 0) console.log('! no anchor was found: an end that was cut off would not show');
    const verdict = findings.length === 0 ? 'whole' : 'NOT WHOLE';
    console.log(`${verdict}: ${entries} entries in ${chains} chains against ${anchors.length} anchors`);
    if (values.json) console.log(JSON.stringify(report));
    return findings.length === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = tellEnd(error, { other: 2 });
}
