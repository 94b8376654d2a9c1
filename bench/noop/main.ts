import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { queueOptions } from '../../workers/task-queues.ts';
import { noopActivities } from './activities.ts';
import { NOOP_QUEUE } from './queue.ts';

/** A worker for the no-op workflow alone, with the options of the real one: `main.ts <address> <namespace>`. */
const [address = '', namespace = ''] = process.argv.slice(2);
Runtime.install({ telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } } });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue: NOOP_QUEUE,
  workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
  activities: noopActivities,
  ...queueOptions('cycle'),
});
const running = worker.run();
console.log(JSON.stringify({ ready: true }));
await running;
