import { fileURLToPath } from 'node:url';
import { type BundleOptions, bundleWorkflowCode } from '@temporalio/worker';
import type { TemporalTracing } from '../temporal/temporal-tracing.ts';

export interface Bundled {
  /** Left out: no spans. */
  readonly tracing?: Pick<TemporalTracing, 'workflowModule'> | undefined;
  /** The module that writes failures down; left out: Temporal's own. */
  readonly failureConverterPath?: string | undefined;
}

export interface MadeBundle {
  readonly code: string;
  /** The paths at which the bundler looked, whether it found a file there or none. */
  readonly madeFrom: readonly string[];
}

type Config = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/** The workflows of this project, bundled as the workers run them; `logger` hears of it. */
export async function bundleWorkflows({
  logger,
  tracing,
  failureConverterPath,
}: Partial<Pick<BundleOptions, 'logger'>> & Bundled = {}): Promise<MadeBundle> {
  let madeFrom: readonly string[] = [];
  const { code } = await bundleWorkflowCode({
    ...(logger === undefined ? {} : { logger }),
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
    workflowInterceptorModules: [
      fileURLToPath(new URL('../../workflows/carry-request-id.ts', import.meta.url)),
      ...(tracing === undefined ? [] : [tracing.workflowModule]),
    ],
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    webpackConfigHook: (config) =>
      noting(config, (seen) => {
        madeFrom = seen;
      }),
  });
  return { code, madeFrom };
}

function noting(config: Config, note: (seen: readonly string[]) => void): Config {
  const plugins: Config['plugins'] = [
    ...(config.plugins ?? []),
    (compiler) => {
      compiler.hooks.done.tap('noting', ({ compilation }) => {
        note([...compilation.fileDependencies, ...compilation.missingDependencies]);
      });
    },
  ];
  return { ...config, plugins };
}
