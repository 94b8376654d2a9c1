import type { LocalStackConfig } from '../../config/local-stack.ts';
import { LaunchError } from '../launch-error.ts';
import { claimPort } from './free-port.ts';

export type StackPorts = LocalStackConfig['ports'];

const owners: Readonly<Record<keyof StackPorts, { readonly title: string; readonly variable: string }>> = {
  postgres: { title: 'PostgreSQL', variable: 'POSTGRES_PORT' },
  temporal: { title: 'Temporal', variable: 'TEMPORAL_PORT' },
  temporalUi: { title: 'the Temporal Web UI', variable: 'TEMPORAL_UI_PORT' },
  nats: { title: 'NATS', variable: 'NATS_PORT' },
  sandbox: { title: 'the sandbox', variable: 'SANDBOX_PORT' },
  api: { title: 'the API', variable: 'API_PORT' },
  metrics: { title: 'the worker’s metrics', variable: 'METRICS_PORT' },
};

/**
 * Turns 0 into a free port and checks that every other one is free, for the parts that will be started.
 * @throws LaunchError that names the port, what it is for, and how to change it
 */
export async function resolvePorts(
  wanted: StackPorts,
  needed: readonly (keyof StackPorts)[],
): Promise<StackPorts> {
  const resolved: Record<keyof StackPorts, number> = { ...wanted };
  const taken = new Set(needed.map((name) => wanted[name]));
  for (const name of needed) {
    let port = await claimPort(wanted[name]);
    while (wanted[name] === 0 && port !== undefined && taken.has(port)) port = await claimPort(0);
    if (port === undefined) {
      const { title, variable } = owners[name];
      throw new LaunchError(
        `port ${wanted[name]} for ${title} is taken: stop what listens there, or set ${variable} (0 picks a free port)`,
      );
    }
    taken.add(port);
    resolved[name] = port;
  }
  return resolved;
}
