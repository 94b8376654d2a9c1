import { hash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../../telemetry/log.ts';
import { bundleApart } from './bundle-apart.ts';
import type { Bundled } from './bundle-workflows.ts';
import { keptBundle } from './kept-bundle.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** What else decides how a bundle looks: the versions of the bundler, and how it is asked. */
const BUNDLER = ['package-lock.json', 'workers/bundling/bundle-workflows.ts'].map(pathOf);

/** The workflows as a worker runs them: those of its last start where no file of theirs has changed since. */
export function workflowBundle(options: Bundled & { readonly logger: Logger }) {
  const { logger, tracing, failureConverterPath } = options;
  const variant = JSON.stringify([process.version, tracing?.workflowModule, failureConverterPath]);
  return keptBundle({
    file: pathOf(`.alphaflow/bundles/${hash('sha256', variant)}.json`),
    make: async () => {
      const { code, madeFrom } = await bundleApart({ tracing, failureConverterPath });
      return { code, madeFrom: [...BUNDLER, ...madeFrom] };
    },
    tell: (err) =>
      logger.info({ err }, 'the bundle of the workflows is not kept: the next start makes it again'),
  });
}
