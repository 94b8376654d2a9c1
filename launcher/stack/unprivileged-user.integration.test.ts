import { execFile } from 'node:child_process';
import { chown, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { postgresBinaries } from '../parts/postgres-binaries.ts';
import { unprivileged } from './unprivileged-user.ts';

const run = promisify(execFile);
/** `CAP_DAC_OVERRIDE`, capability 1, and no other. */
const DAC_OVERRIDE = '0000000000000002';

test.runIf(process.getuid?.() === 0)(
  'root has PostgreSQL made and run by another user, in a folder that no other may enter',
  async () => {
    const closed = await mkdtemp(join(tmpdir(), 'closed-'));
    onTestFinished(() => rm(closed, { recursive: true }));
    const native = join(closed, 'native');
    await cp(join(dirname(postgresBinaries().initdb), '..'), native, {
      recursive: true,
      verbatimSymlinks: true,
    });
    const dataDir = join(closed, 'data');
    await mkdir(dataDir, { mode: 0o700 });

    const other = await unprivileged([dataDir, native]);
    const { uid, gid } = other?.owner ?? {};
    if (other === undefined || uid === undefined || gid === undefined) throw new Error('root stays root');
    await chown(dataDir, uid, gid);
    const [program = '', ...prefix] = other.prefix;
    const asOther = async (...command: readonly string[]) =>
      (await run(program, [...prefix, ...command])).stdout;

    const status = await asOther('cat', '/proc/self/status');
    expect(status).toMatch(new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s`, 'mu'));
    expect(status).toMatch(new RegExp(`^CapEff:\\s+${DAC_OVERRIDE}$`, 'mu'));
    expect(status).toMatch(new RegExp(`^CapPrm:\\s+${DAC_OVERRIDE}$`, 'mu'));
    await asOther(join(native, 'bin', 'initdb'), `--pgdata=${dataDir}`, '--username=any', '--no-sync');
    expect((await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim()).toBe('18');
    expect(await asOther(join(native, 'bin', 'postgres'), '-C', 'data_directory', '-D', dataDir)).toContain(
      dataDir,
    );
  },
);
