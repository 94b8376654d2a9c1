import { bundleWorkflows } from './bundle-workflows.ts';

/** Prints the bundle, for `bundleApart`; the argument is the module that makes the workflows' spans. */
const nobody = (): void => {};
const logger = { log: nobody, trace: nobody, debug: nobody, info: nobody, warn: nobody, error: nobody };
const [, , workflowModule] = process.argv;
const tracing = workflowModule === undefined ? undefined : { workflowModule };
const { code } = await bundleWorkflows({ logger, tracing });
process.stdout.write(code);
