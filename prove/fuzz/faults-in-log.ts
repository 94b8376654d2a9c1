import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const TOLD_MAX = 10;
const faultLine = z.object({
  code: z.literal('INTERNAL_ERROR'),
  err: z.object({ message: z.string(), stack: z.string().default('') }),
});

/** What the API's log says of its own faults, each message once with the place where it was thrown. */
export function faultsInLog(home: string): readonly string[] {
  const seen = new Map<string, string>();
  for (const line of readFileSync(join(home, 'logs', 'api.log'), 'utf8').split('\n')) {
    if (!line.includes('INTERNAL_ERROR')) continue;
    const { success, data } = faultLine.safeParse(JSON.parse(line));
    if (success) seen.set(data.err.message, data.err.stack.split('\n').slice(1, 6).join('\n'));
  }
  return [...seen].slice(0, TOLD_MAX).map(([message, stack]) => `${message}\n${stack}`);
}
