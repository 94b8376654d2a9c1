import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { queueOptions } from '../../workers/temporal/task-queues.ts';
import { createBaselineActivities } from './activities.ts';
import { baselineQueue } from './queue.ts';

/** A worker for the baselines alone, with the options that the product's worker has for a queue. */
const text = { type: 'string', default: '' } as const;
const { values } = parseArgs({
  options: { address: text, namespace: text, queue: text, sandbox: text, 'key-id': text },
});
const queue = values.queue === 'orders' ? 'orders' : 'cycle';
Runtime.install({ telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } } });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: values.address }),
  namespace: values.namespace,
  taskQueue: baselineQueue(queue),
  workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
  activities: createBaselineActivities({ sandboxUrl: values.sandbox, keyId: values['key-id'] }),
  ...queueOptions(queue),
});
const running = worker.run();
console.log(JSON.stringify({ ready: true }));
await running;
