import { expect, test } from 'vitest';
import { proveTopology } from '../../prove/topology/prove-topology.ts';

test('two APIs, a worker a queue, one Temporal, PostgreSQL and NATS, each killed under load: no order and no event is lost', async () => {
  const proof = await proveTopology({ rounds: 1, tell: (line) => process.stdout.write(`  ${line}\n`) });
  expect(proof.findings).toEqual([]);
  expect(proof.kills.map(({ part }) => part).toSorted()).toEqual([
    'api-1',
    'api-2',
    'nats',
    'postgres',
    'temporal',
    'worker-cycle',
    'worker-orders',
    'worker-research',
  ]);
  expect(proof.orders.accepted).toBeGreaterThan(proof.kills.length * 4);
  expect(proof.cycles.filter(({ status }) => status === 'completed').length).toBeGreaterThan(0);
  expect(proof.events).toMatchObject({ missing: 0, twice: 0, phantom: 0, outOfOrder: 0 });
}, 400_000);
