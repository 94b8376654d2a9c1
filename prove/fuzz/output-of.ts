import { spawn } from 'node:child_process';

/** Runs a command to its end; `code` is null where it could not be started. Killed with this process. */
export async function outputOf(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<{ readonly code: number | null; readonly text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; text: string }>();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  child.once('error', (error) => {
    resolve({ code: null, text: error.message });
  });
  child.once('close', (code) => {
    resolve({ code, text });
  });
  const outcome = await promise;
  process.removeListener('exit', stop);
  return outcome;
}
