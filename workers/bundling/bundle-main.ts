import { parseArgs } from 'node:util';
import { bundleWorkflows } from './bundle-workflows.ts';

/** Prints the bundle, for `bundleApart`; the arguments are the modules that make spans and write failures down. */
const nobody = (): void => {};
const logger = { log: nobody, trace: nobody, debug: nobody, info: nobody, warn: nobody, error: nobody };
const { values } = parseArgs({ options: { spans: { type: 'string' }, failures: { type: 'string' } } });
const tracing = values.spans === undefined ? undefined : { workflowModule: values.spans };
process.stdout.write(
  JSON.stringify(await bundleWorkflows({ logger, tracing, failureConverterPath: values.failures })),
);
