import { hash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { MadeBundle } from './bundle-workflows.ts';

/** A file's time comes from a clock that moves on with the system's ticks, every 10 ms at the slowest. */
const TICKS_MS = 100;

const keptSchema = z.object({
  code: z.string(),
  /** The SHA-256 of each file that it was made from; null where there was none. */
  madeFrom: z.record(z.string(), z.string().nullable()),
});

/**
 * The bundle that `file` holds, as long as each file that it was made from has the same content, and nothing has come
 * to where there was none; otherwise a new one by `make`, which is kept in its place.
 * @param tell hears why a bundle could not be kept; it is used all the same
 */
export async function keptBundle(options: {
  readonly file: string;
  readonly make: () => Promise<MadeBundle>;
  readonly tell: (reason: unknown) => void;
}): Promise<{ readonly code: string }> {
  const { file, make, tell } = options;
  const kept = await readKept(file);
  if (kept !== undefined && (await isCurrent(kept.madeFrom))) return kept;
  const startedAt = Date.now();
  const { code, madeFrom } = await make();
  await keep(file, { code, madeFrom }, startedAt).catch(tell);
  return { code };
}

async function readKept(file: string): Promise<z.infer<typeof keptSchema> | undefined> {
  try {
    return keptSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // None, or one that was cut short: it is made anew.
    return undefined;
  }
}

async function isCurrent(madeFrom: Readonly<Record<string, string | null>>): Promise<boolean> {
  const same = Object.entries(madeFrom).map(async ([path, was]) => (await contentOf(path)) === was);
  return (await Promise.all(same)).every(Boolean);
}

/** A file that was changed while the bundle was made may be in it as it was before: then nothing is kept. */
async function keep(file: string, { code, madeFrom }: MadeBundle, startedAt: number): Promise<void> {
  const seen = await Promise.all(
    madeFrom.map(async (path) => ({
      path,
      content: await contentOf(path),
      changedAt: (await stat(path).catch(() => undefined))?.ctimeMs ?? 0,
    })),
  );
  if (seen.some(({ changedAt }) => changedAt >= startedAt - TICKS_MS)) return;
  await mkdir(dirname(file), { recursive: true });
  const next = `${file}.${process.pid}`;
  const content = Object.fromEntries(seen.map((one) => [one.path, one.content]));
  await writeFile(next, JSON.stringify({ code, madeFrom: content }), { mode: 0o600 });
  await rename(next, file);
}

async function contentOf(path: string): Promise<string | null> {
  try {
    return hash('sha256', await readFile(path));
  } catch {
    return null;
  }
}
