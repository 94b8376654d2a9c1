import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readStamp, stampMs } from '../alpaca-trading/stamp.ts';
import { inventedCompaniesMax } from '../world/companies.ts';

export interface SandboxArguments {
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  readonly state: string;
  /** Folder of real bars; undefined for the generated market. */
  readonly bars: string | undefined;
  readonly symbols: readonly string[] | undefined;
  readonly rateLimit: number;
  /** Invented companies beside the known ones. */
  readonly invented: number;
  /** Where the clock of an empty state starts, epoch ms. */
  readonly now: number | undefined;
  readonly speed: number | undefined;
}

/** The command line cannot be understood; the message is one line for a person. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function readArguments(args: readonly string[]): SandboxArguments {
  const values = parse(args);
  return {
    host: values.host ?? '127.0.0.1',
    port: integer('port', values.port ?? '9700', 0, 65_535),
    seed: integer('seed', values.seed ?? '7', 0, 2 ** 31),
    state: resolve(values.state ?? '.alphaflow/sandbox'),
    bars: values.bars === undefined ? undefined : resolve(values.bars),
    symbols: values.symbols?.split(',').filter((symbol) => symbol !== ''),
    rateLimit: integer('rate-limit', values['rate-limit'] ?? '200', 0, 1_000_000),
    invented: integer('invented', values.invented ?? '0', 0, inventedCompaniesMax),
    now: values.now === undefined ? undefined : time(values.now),
    speed: values.speed === undefined ? undefined : speed(values.speed),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: text,
        port: text,
        seed: text,
        state: text,
        bars: text,
        symbols: text,
        'rate-limit': text,
        invented: text,
        now: text,
        speed: text,
      },
    }).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function integer(name: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new UsageError(`--${name} must be an integer from ${least} to ${most}, not ${value}`);
  }
  return number;
}

function time(value: string): number {
  const at = value.includes('T') ? readStamp(value) : undefined;
  if (at === undefined) throw new UsageError(`--now must be an RFC 3339 time, not ${value}`);
  return stampMs(at);
}

function speed(value: string): number {
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || number > 100_000) {
    throw new UsageError(`--speed must be a number from 0 to 100000, not ${value}`);
  }
  return number;
}
