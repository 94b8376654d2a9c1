/* oxlint-disable typescript/no-unsafe-return -- runs before npm ci, so it is plain JavaScript without types */
// Runs before every `npm start` and `npm test`, on the system's Node, before any package is installed.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fetchTool } from './fetch-tool.mjs';
import { findTool, projectRoot, toolCache, tools } from './find-tool.mjs';

const say = (line) => process.stderr.write(`setup: ${line}\n`);

async function installPackages() {
  const lock = join(projectRoot, 'package-lock.json');
  const installed = join(projectRoot, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say('packages: installing (npm ci) …');
  const startedAt = Date.now();
  await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  say(`packages: installed in ${seconds(startedAt)}`);
}

function npm(args) {
  const script = process.env.npm_execpath;
  const [command, prefix] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...prefix, ...args], { cwd: projectRoot, stdio: ['ignore', 2, 2] });
    child.once('error', (cause) => reject(new Error(`npm cannot be run: ${cause.message}`)));
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ci ended with code ${code}; its messages are above`)),
    );
  });
}

async function provideTool(name) {
  if (findTool(name) !== undefined) return;
  const { title, env, install } = tools[name];
  say(`${name}: fetching …`);
  const startedAt = Date.now();
  try {
    const way = await fetchTool(name);
    say(`${name}: fetched by ${way} in ${seconds(startedAt)}`);
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST'].includes(error.code)) {
      throw new Error(`cannot write ${toolCache}: ${error.message}`, { cause: error });
    }
    throw new Error(
      `${title} is missing: install it (${install}) or set ${env} to its path. Tried ${error.message}`,
      { cause: error },
    );
  }
}

const seconds = (startedAt) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

async function setup() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(
      `Node ${process.versions.node} is too old: install Node 20 or newer (https://nodejs.org)`,
    );
  }
  const envFile = join(projectRoot, '.env');
  if (existsSync(envFile)) process.loadEnvFile?.(envFile);
  const results = await Promise.allSettled([installPackages(), ...Object.keys(tools).map(provideTool)]);
  const failures = results.filter((result) => result.status === 'rejected');
  for (const { reason } of failures) say(reason.message);
  if (failures.length > 0) process.exitCode = 1;
}

await setup();
