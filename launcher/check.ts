import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { projectRoot } from './find-tool.mjs';
import { modulesSeen, SOURCE_FOLDERS } from './import-check.ts';
import { formatMs } from './reporter.ts';

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Judges the output of a run that ended well; gives what is wrong with it. */
  readonly verdict?: (output: string) => Promise<string | undefined>;
}

const folders = SOURCE_FOLDERS.filter((folder) => existsSync(join(projectRoot, folder)));

const checks: readonly Check[] = [
  { name: 'types', command: 'tsc', args: ['--noEmit'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  {
    name: 'imports',
    command: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', ...folders],
    verdict: sawEverySource,
  },
  { name: 'formatting', command: 'biome', args: ['check', '--error-on-warnings'] },
  { name: 'unused code', command: 'knip', args: ['--no-progress'] },
];

/** A check that saw nothing passes, so the import check must have seen every source file. */
async function sawEverySource(output: string): Promise<string | undefined> {
  let sources = 0;
  for await (const path of glob(`{${folders.join(',')}}/**/*.ts`, { cwd: projectRoot })) {
    if (path !== '') sources += 1;
  }
  const seen = modulesSeen(output);
  return sources > 0 && seen >= sources
    ? undefined
    : `the import check saw ${seen} modules, but there are ${sources} source files`;
}

function run(check: Check): Promise<{ readonly code: number; readonly output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>();
  const bin = join(projectRoot, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, NO_COLOR: '1' };
  const child = spawn(check.command, check.args, {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.once('error', (error) => {
    resolve({ code: 1, output: `${check.command}: ${error.message}\n` });
  });
  child.once('close', (code) => {
    resolve({ code: code ?? 1, output });
  });
  return promise;
}

for (const check of checks) {
  const startedAt = Date.now();
  const { code, output } = await run(check);
  const problem = code === 0 ? await check.verdict?.(output) : output;
  const passed = problem === undefined;
  console.log(
    `${passed ? 'ok    ' : 'FAILED'} ${check.name.padEnd(12)} ${formatMs(Date.now() - startedAt).padStart(7)}`,
  );
  if (!passed) {
    console.log(problem);
    process.exitCode = 1;
  }
}
