import type { History } from '@temporalio/common/lib/proto-utils.js';

const IDENTITY = 'recorded';
/** `TASK_QUEUE_KIND_STICKY` */
const STICKY = 2;

/**
 * A history as JSON, one event a line, in the form that the replayer takes as it is: enums and 64-bit integers as
 * numbers, bytes in base64. What names the machine is left out: who served it (pid and host, also in the names of
 * sticky queues) and where the code lay (stack traces). Replay looks at none of these.
 */
export function normalisedHistory({ events }: History): string {
  const lines = (events ?? []).map((event) => JSON.stringify(plain(event)));
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (isLong(value)) return exact(value.toNumber());
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (inner === null || inner === undefined) return [];
      if (key === 'identity') return [[key, IDENTITY]];
      if (key === 'stackTrace') return [[key, '']];
      if (key === 'taskQueue' && isRecord(inner) && inner['kind'] === STICKY) {
        return [[key, plain({ ...inner, name: 'sticky' })]];
      }
      return [[key, plain(inner)]];
    }),
  );
}

function isLong(value: object): value is { toNumber(): number } {
  return 'low' in value && 'high' in value && 'toNumber' in value && typeof value.toNumber === 'function';
}

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no exact number`);
  return value;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
