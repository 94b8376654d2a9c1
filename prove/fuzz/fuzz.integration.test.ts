import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../api/server.ts';
import { type ApiOnServers, apiOnServers } from '../../api/testing/api-on-servers.ts';
import { aPerson, PASSWORD } from '../../api/testing/people.ts';
import { ensureBrokerAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { WITHOUT_WORKER } from '../../tests/authorization/ask.ts';
import { ensureHouseSchedules } from '../../workers/temporal/house-schedules.ts';
import { answersByStatus } from './answers-by-status.ts';
import { findingsOf, fuzzAs } from './fuzz-as.ts';
import { fuzzCallers } from './fuzz-callers.ts';
import { installSchemathesis } from './install-schemathesis.ts';

const WITHIN_MS = 180_000;
/** Two for each operation, by each caller; the whole of it is `npm run fuzz`. */
const REQUESTS = 150;
const SEED = 7;

let api: ApiOnServers;
let server: RunningServer;

beforeAll(async () => {
  api = await apiOnServers(WITHOUT_WORKER);
  await ensureHouseSchedules(api.temporal, { probeMinutes: 5 });
  server = await startServer(api.app, { host: '127.0.0.1', port: 0 });
}, WITHIN_MS);
afterAll(async () => {
  await server?.close(0);
  await api?.close();
});

test(
  'invented requests of owner, trader, viewer and nobody are answered as the OpenAPI document says, and break nothing',
  async (context) => {
    const tool = await installSchemathesis();
    if (typeof tool === 'string') {
      process.stderr.write(`skipped, the fuzz: ${tool}\n`);
      context.skip(tool);
      return;
    }
    const { db } = api;
    const { id: userId, email } = await aPerson(db, 'owner');
    await ensureBrokerAccount(db, { userId, name: 'owner', mode: 'sandbox', keyRef: 'fuzz-owner' });
    const { url } = server;
    const callers = await fuzzCallers({ url, db, owner: { email, password: PASSWORD } });
    const told: string[] = [];
    const options = { requests: REQUESTS, seed: SEED, tell: (line: string) => void told.push(line) };
    const fuzzed = await Promise.all(callers.map(async (caller) => await fuzzAs(tool, url, caller, options)));
    const answers = await answersByStatus(url);
    // No worker is there, so what waits for one is answered by 503, which the document knows.
    const { 503: _, ...others } = answers;
    const findings = fuzzed.flatMap((one) => findingsOf(one, others));
    expect(findings.length === 0 ? [] : [...findings, ...told]).toEqual([]);
    expect(fuzzed.map(({ caller }) => caller)).toEqual(['owner', 'trader', 'viewer', 'anonymous']);
    for (const { cases, operations } of fuzzed) {
      expect(cases).toBeGreaterThanOrEqual(REQUESTS);
      expect(operations).toBeGreaterThan(80);
    }
  },
  WITHIN_MS,
);
