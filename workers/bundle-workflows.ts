import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BundleOptions, bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import type { TemporalTracing } from './temporal/temporal-tracing.ts';

const BYTES_MAX = 64 * 1024 * 1024;

interface Bundled {
  /** Left out: no spans. */
  readonly tracing?: Pick<TemporalTracing, 'workflowModule'> | undefined;
  /** The module that writes failures down; left out: Temporal's own. */
  readonly failureConverterPath?: string | undefined;
}

/** The workflows of this project, bundled as the workers run them; `logger` hears of it. */
export async function bundleWorkflows({
  logger,
  tracing,
  failureConverterPath,
}: Partial<Pick<BundleOptions, 'logger'>> & Bundled = {}) {
  return bundleWorkflowCode({
    ...(logger === undefined ? {} : { logger }),
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
    workflowInterceptorModules: [
      fileURLToPath(new URL('../workflows/carry-request-id.ts', import.meta.url)),
      ...(tracing === undefined ? [] : [tracing.workflowModule]),
    ],
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
  });
}

/**
 * The same, made in a process of its own, whose memory goes with it: a worker that has bundled by itself keeps 160 MiB
 * that it never needs again. @throws with what that process said
 */
export async function bundleApart({ tracing, failureConverterPath }: Bundled): Promise<WorkflowBundle> {
  const main = fileURLToPath(new URL('./bundle-main.ts', import.meta.url));
  const args = [
    main,
    ...(tracing === undefined ? [] : ['--spans', tracing.workflowModule]),
    ...(failureConverterPath === undefined ? [] : ['--failures', failureConverterPath]),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: BYTES_MAX });
  return { code: stdout };
}
