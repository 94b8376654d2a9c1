import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toolCache } from '../../launcher/find-tool.mjs';
import { outputOf } from './output-of.ts';

const VERSION = '4.32.5';
const PYTHON = 'python3';
/** Its first argument is where it was installed. */
const RUN = [
  'import sys',
  'sys.path.insert(0, sys.argv.pop(1))',
  'from schemathesis.cli import schemathesis',
  'schemathesis(prog_name="schemathesis")',
].join('\n');

/** Schemathesis as a command: its arguments come after these. */
export interface SchemathesisCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Installs Schemathesis from PyPI into a folder of the local tools, once for each version of Python; a sentence where
 * Python, pip or the index is not there.
 */
export async function installSchemathesis(): Promise<SchemathesisCommand | string> {
  const asked = await outputOf(PYTHON, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
  if (asked.code !== 0) return `${PYTHON} is needed: ${lastLine(asked.text)}`;
  const folder = join(toolCache, `schemathesis-${VERSION}-python${lastLine(asked.text)}`);
  if (!existsSync(folder)) {
    mkdirSync(toolCache, { recursive: true });
    const scratch = mkdtempSync(join(toolCache, '.schemathesis-'));
    try {
      const wanted = [
        '--quiet',
        '--disable-pip-version-check',
        '--target',
        scratch,
        `schemathesis==${VERSION}`,
      ];
      const installed = await outputOf(PYTHON, ['-m', 'pip', 'install', ...wanted]);
      if (installed.code !== 0) {
        return `schemathesis ${VERSION} cannot be installed by pip: ${lastLine(installed.text)}`;
      }
      // Somebody else may have been faster.
      if (!existsSync(folder)) renameSync(scratch, folder);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return { command: PYTHON, args: ['-c', RUN, folder] };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
