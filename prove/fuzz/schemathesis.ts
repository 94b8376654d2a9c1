import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const VERSION = '4.32.5';

/** No 5xx, and no answer that the document does not describe: statuses, content types, headers and bodies. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/** It would invent cookies and keys of its own in the place of those that it is given. */
const SETTINGS = '[generation]\nwith-security-parameters = false\n';

const reportForm = z.object({
  stop_reason: z.string(),
  test_cases: z.object({ generated: z.int(), errored: z.int() }),
  operations: z.object({ tested: z.int() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.string()) })),
  errors: z.array(z.unknown()),
});

export interface FuzzRun {
  readonly url: string;
  /** Sent with every request. */
  readonly headers: readonly string[];
  /** Ids of operations that are left alone. */
  readonly leftOut: readonly string[];
  readonly phases: string;
  /** Requests for each operation in the phase of free invention. */
  readonly examples: number;
  readonly seed: number;
}

export interface FuzzOutcome {
  readonly cases: number;
  readonly operations: number;
  /** What was found, each with the operation: `Response violates schema: PUT /v1/trading-state`. */
  readonly failures: readonly string[];
  /** The tool's own words about them, with a request that shows each again. */
  readonly told: string;
}

export interface Schemathesis {
  run(wanted: FuzzRun): Promise<FuzzOutcome>;
  /** Removes what was installed. */
  remove(): void;
}

/** Installs Schemathesis from PyPI into a folder of its own; a sentence where Python or the index is not there. */
export async function installSchemathesis(): Promise<Schemathesis | string> {
  const folder = mkdtempSync(join(tmpdir(), 'alphaflow-fuzz-'));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  const made = await outputOf('python3', ['-m', 'venv', join(folder, 'venv')]);
  if (made.code !== 0) {
    remove();
    return `python3 with venv is needed: ${made.text.trim().split('\n').at(-1) ?? ''}`;
  }
  const bin = join(folder, 'venv', 'bin');
  const installed = await outputOf(join(bin, 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `schemathesis==${VERSION}`,
  ]);
  if (installed.code !== 0 || !existsSync(join(bin, 'schemathesis'))) {
    remove();
    return `schemathesis ${VERSION} cannot be installed: ${installed.text.trim().split('\n').at(-1) ?? ''}`;
  }
  writeFileSync(join(folder, 'schemathesis.toml'), SETTINGS);
  return {
    remove,
    async run({ url, headers, leftOut, phases, examples, seed }) {
      const reports = mkdtempSync(join(folder, 'report-'));
      const args = [
        'run',
        `${url}/openapi.json`,
        ...headers.flatMap((header) => ['-H', header]),
        ...leftOut.flatMap((id) => ['--exclude-operation-id', id]),
        `--checks=${CHECKS.join(',')}`,
        `--phases=${phases}`,
        `--max-examples=${examples}`,
        `--seed=${seed}`,
        '--no-shrink',
        '--continue-on-failure',
        '--request-timeout=60',
        '--warnings=off',
        // Hypothesis falls over itself in two threads of one Python.
        '--workers=1',
        '--report=json',
        `--report-dir=${reports}`,
      ];
      const { text } = await outputOf(join(bin, 'schemathesis'), args, folder);
      const [file] = readdirSync(reports);
      if (file === undefined) throw new Error(`schemathesis wrote no report:\n${text}`);
      const report = reportForm.parse(JSON.parse(readFileSync(join(reports, file), 'utf8')));
      if (report.errors.length > 0 || report.test_cases.errored > 0 || report.stop_reason !== 'completed') {
        throw new Error(`schemathesis did not get through (${report.stop_reason}):\n${text}`);
      }
      const failures = report.failures.flatMap(({ title, operations }) =>
        operations.map((operation) => `${title}: ${operation}`),
      );
      const { generated } = report.test_cases;
      return { cases: generated, operations: report.operations.tested, failures, told: text };
    },
  };
}

async function outputOf(
  command: string,
  args: readonly string[],
  cwd = tmpdir(),
): Promise<{ readonly code: number | null; readonly text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; text: string }>();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  child.once('error', (error) => {
    resolve({ code: null, text: error.message });
  });
  child.once('close', (code) => {
    resolve({ code, text });
  });
  const outcome = await promise;
  process.removeListener('exit', stop);
  return outcome;
}
