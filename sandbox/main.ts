import { readArguments } from './server/arguments.ts';
import { openSandbox, type Sandbox } from './server/open-sandbox.ts';

function fail(error: unknown): never {
  const line = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sandbox: ${line.replaceAll('\n', ' ')}\n`);
  process.exit(1);
}

let closing = false;

function closeOn(sandbox: Sandbox): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      sandbox.close().then(() => process.exit(0), fail);
    });
  }
}

try {
  const sandbox = await openSandbox(readArguments(process.argv.slice(2)), Date.now, fail);
  closeOn(sandbox);
  process.stdout.write(`${JSON.stringify({ listening: sandbox.url })}\n`);
} catch (error) {
  fail(error);
}
