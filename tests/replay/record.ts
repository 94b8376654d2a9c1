import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '../../bench/stack.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { normalisedHistory } from './normalise-history.ts';
import { payloadTexts } from './payloads.ts';
import { openDesk } from './recording-desk.ts';
import type { Recorded } from './scenario.ts';
import { scenarios } from './scenarios.ts';

const FOLDER = join(import.meta.dirname, 'histories');

/**
 * `node tests/replay/record.ts`: boots a stack of its own, lets each scenario happen and replaces the committed
 * histories, all or none.
 */
async function record(): Promise<void> {
  const startedAt = Date.now();
  // With an exit, what is started is killed by its process id.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
  const stack = await startStack();
  const histories = new Map<string, string>();
  try {
    const desk = await openDesk(stack);
    // The first runs load code and data; they are not what is recorded.
    await desk.cycle('0.05');
    for (const { name, run } of scenarios) {
      try {
        const recorded = await run(desk);
        histories.set(`${name}.json`, await historyOf(stack, recorded));
      } catch (cause) {
        throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
      process.stdout.write(`${name}\n`);
    }
  } finally {
    await stack.stop();
  }
  await mkdir(FOLDER, { recursive: true });
  for (const file of await readdir(FOLDER)) if (!histories.has(file)) await rm(join(FOLDER, file));
  for (const [file, text] of histories) await writeFile(join(FOLDER, file), text);
  process.stdout.write(`${histories.size} histories in ${Math.round((Date.now() - startedAt) / 1_000)} s\n`);
}

async function historyOf({ client }: Stack, { workflowId, runId, tells }: Recorded): Promise<string> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const text = normalisedHistory(history);
  const told = payloadTexts(JSON.parse(text));
  if (tells !== undefined && !told.some((payload) => payload.includes(tells))) {
    throw new Error(`no payload tells of ${tells}`);
  }
  for (const name of [hostname(), projectRoot]) {
    if ([text, ...told].some((one) => one.includes(name))) throw new Error(`the history names ${name}`);
  }
  return text;
}

await record();
