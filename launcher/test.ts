import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countLine, countTests } from './count-tests.ts';
import { projectRoot } from './find-tool.mjs';
import { keepingCompiled } from './keeping-compiled.ts';

/** `npm test`: runs vitest with the arguments given and ends with one line of counts. */
async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'alphaflow-report-'));
  const reportFile = join(folder, 'report.json');
  try {
    const exitCode = await runVitest([
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
    ]);
    console.log(countLine(countTests(read(reportFile), exitCode)));
    return exitCode;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runVitest(reporters: readonly string[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', ...reporters, ...process.argv.slice(2)];
  // The tests start our programs some hundred times.
  const env = keepingCompiled(process.env);
  const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.once('error', reject);
  child.once('close', (code) => {
    resolve(code ?? 1);
  });
  return promise;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

process.exitCode = await main();
