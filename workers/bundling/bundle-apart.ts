import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Bundled, MadeBundle } from './bundle-workflows.ts';

const BYTES_MAX = 64 * 1024 * 1024;
const printed = z.object({ code: z.string(), madeFrom: z.array(z.string()) });

/**
 * The workflows, bundled in a process of its own, whose memory goes with it: a worker that has bundled by itself keeps
 * 160 MiB that it never needs again. @throws with what that process said
 */
export async function bundleApart({ tracing, failureConverterPath }: Bundled): Promise<MadeBundle> {
  const main = fileURLToPath(new URL('./bundle-main.ts', import.meta.url));
  const args = [
    main,
    ...(tracing === undefined ? [] : ['--spans', tracing.workflowModule]),
    ...(failureConverterPath === undefined ? [] : ['--failures', failureConverterPath]),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: BYTES_MAX });
  return printed.parse(JSON.parse(stdout));
}
