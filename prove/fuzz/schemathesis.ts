import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { SchemathesisCommand } from './install-schemathesis.ts';
import { outputOf } from './output-of.ts';

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
  /** Requests for each operation in the phase of free invention, at most. */
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

/**
 * One run of Schemathesis over the document at `url`. One worker: Hypothesis falls over itself in two threads of one
 * Python. @throws when the tool itself does not get through
 */
export async function runSchemathesis(tool: SchemathesisCommand, wanted: FuzzRun): Promise<FuzzOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'alphaflow-fuzz-'));
  try {
    writeFileSync(join(folder, 'schemathesis.toml'), SETTINGS);
    const { text } = await outputOf(tool.command, [...tool.args, ...argumentsOf(wanted, folder)], {
      cwd: folder,
    });
    const file = readdirSync(folder).find((name) => name.endsWith('.json'));
    if (file === undefined) throw new Error(`schemathesis wrote no report:\n${text}`);
    const report = reportForm.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    if (report.errors.length > 0 || report.test_cases.errored > 0 || report.stop_reason !== 'completed') {
      throw new Error(`schemathesis did not get through (${report.stop_reason}):\n${text}`);
    }
    const failures = report.failures.flatMap(({ title, operations }) =>
      operations.map((operation) => `${title}: ${operation}`),
    );
    const { generated } = report.test_cases;
    return { cases: generated, operations: report.operations.tested, failures, told: text };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function argumentsOf(wanted: FuzzRun, folder: string): readonly string[] {
  const { url, headers, leftOut, phases, examples, seed } = wanted;
  return [
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
    '--workers=1',
    '--report=json',
    `--report-dir=${folder}`,
  ];
}
