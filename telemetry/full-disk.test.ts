import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FULL = '/dev/full';

/** A process that announces itself, logs a thousand lines and ends with 7 if it gets that far. */
const script = `
  import { announce, createLogger, logDestination } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))};
  announce({ ready: true });
  const loggers = [createLogger({ name: 'out', level: 'info' }), createLogger({ name: 'err', level: 'info' }, logDestination(2))];
  for (let line = 0; line < 1000; line += 1) for (const logger of loggers) logger.info({ line, filler: 'x'.repeat(2000) }, 'a line');
  setTimeout(() => process.exit(7), 50);
`;

test.skipIf(!existsSync(FULL))(
  'drill: disk full for the log — the process goes on, and its lines are lost',
  () => {
    const full = openSync(FULL, 'w');
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', full, full],
    });
    expect(status).toBe(7);
  },
);
