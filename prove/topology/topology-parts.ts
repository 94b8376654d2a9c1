import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { logFile } from '../../launcher/stack/home.ts';
import type { Part } from '../../launcher/stack/part.ts';
import type { StackPlan } from '../../launcher/stack/stack-plan.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';

const NATS_PASSWORD = 'of-this-proof-alone';
const NATS_CONFIG = join(projectRoot, 'deploy', 'nats.conf');
const TEMPORAL_CONFIG = join(projectRoot, 'deploy', 'temporal-dynamic-config.yaml');
/** Research and streams share a process: the proof runs where there are few cores. */
const WORKERS: readonly (readonly [string, readonly string[]])[] = [
  ['worker-cycle', [TASK_QUEUES.cycle]],
  ['worker-orders', [TASK_QUEUES.orders]],
  ['worker-research', [TASK_QUEUES.research, TASK_QUEUES.streams]],
];
const dynamicConfig = z.record(z.string(), z.array(z.object({ value: z.unknown() })));

/**
 * The parts of `npm start`, rearranged as docker-compose.yml has them: NATS on its own file of settings with a password,
 * Temporal with the same dynamic configuration, several APIs, and a worker a task queue.
 */
export function topologyParts(
  plan: StackPlan,
  logs: string,
  ports: {
    readonly nats: number;
    readonly natsMonitor: number;
    readonly apis: readonly number[];
    readonly metrics: readonly number[];
  },
) {
  const natsUrl = `nats://alphaflow:${NATS_PASSWORD}@127.0.0.1:${ports.nats}`;
  const env = { ...plan.env, DATA_SOURCES: 'sandbox', LOG_LEVEL: 'warn', NATS_URL: natsUrl };
  const api = partOf(plan.ours, 'api');
  const worker = partOf(plan.ours, 'worker');
  const apis = ports.apis.map((port, index): readonly [string, Part] => [
    `api-${index + 1}`,
    {
      ...api,
      env: { ...env, API_PORT: String(port) },
      logFile: logFile(logs, `api-${index + 1}`),
      isReady: async () =>
        (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok === true,
    },
  ]);
  const workers = WORKERS.map(([name, queues], index): readonly [string, Part] => [
    name,
    {
      ...worker,
      env: { ...env, WORKER_QUEUES: queues.join(','), METRICS_PORT: String(ports.metrics[index] ?? 0) },
      logFile: logFile(logs, name),
    },
  ]);
  return {
    servers: new Map<string, Part>(
      plan.servers.map((part) => [part.name, asInCompose(part, ports.natsMonitor)]),
    ),
    ours: new Map<string, Part>([...apis, ...workers]),
    apiUrls: ports.apis.map((port) => `http://127.0.0.1:${port}`),
    natsUrl,
  };
}

function asInCompose(part: Part, natsMonitorPort: number): Part {
  if (part.name === 'nats') {
    return {
      ...part,
      args: ['--config', NATS_CONFIG, ...part.args, '--http_port', String(natsMonitorPort)],
      env: { ...part.env, NATS_PASSWORD },
    };
  }
  if (part.name === 'temporal')
    return { ...part, args: [...withoutDynamicConfig(part.args), ...dynamicFlags()] };
  // Its limit of calls a minute is Alpaca's; the load of a proof is not what it is there for.
  return part.name === 'sandbox' ? { ...part, args: [...part.args, '--rate-limit', '0'] } : part;
}

function withoutDynamicConfig(args: readonly string[]): readonly string[] {
  const flag = '--dynamic-config-value';
  return args.filter((arg, index) => arg !== flag && args[index - 1] !== flag);
}

function dynamicFlags(): readonly string[] {
  const settings = dynamicConfig.parse(parse(readFileSync(TEMPORAL_CONFIG, 'utf8')));
  return Object.entries(settings).flatMap(([name, [first]]) => [
    '--dynamic-config-value',
    `${name}=${JSON.stringify(first?.value)}`,
  ]);
}

function partOf(parts: readonly Part[], name: Part['name']): Part {
  const part = parts.find((one) => one.name === name);
  if (part === undefined) throw new Error(`the plan of the stack has no ${name}`);
  return part;
}
