import type { CycleBody } from '../../api/contract/cycles.ts';
import type { OrderTrace } from './trace-orders.ts';

type Urls = Readonly<Record<string, string>>;

/**
 * What `--json` prints: the cycle as one object (DESIGN of the command line, so its shape stays), each order with the
 * bars that it came from.
 */
export function cycleJson(cycle: CycleBody, urls: Urls, traces: ReadonlyMap<string, OrderTrace>) {
  return {
    cycleId: cycle.id,
    asOf: cycle.asOf,
    status: cycle.status,
    outcome: cycle.outcome,
    steps: cycle.steps.map(({ name, ms }) => ({ name, ms: ms ?? 0 })),
    decisions: cycle.decisions,
    abstentions: cycle.abstentions,
    ...(cycle.deliberation === null ? {} : { deliberation: cycle.deliberation }),
    orders: cycle.orders.map(({ clientOrderId, symbol, side, qty, status, filledQty, refusal }) => ({
      clientOrderId,
      symbol,
      side,
      qty,
      status,
      filledQty,
      ...(refusal === undefined ? {} : { refusal }),
      ...(traces.has(clientOrderId) ? { trace: traces.get(clientOrderId) } : {}),
    })),
    reconciliation: cycle.reconciliation === null ? null : { drift: cycle.reconciliation.drift },
    ...(cycle.refusal === undefined ? {} : { refusal: cycle.refusal }),
    urls,
  };
}

/** The same for a person: a few aligned lines. */
export function cycleLines(cycle: CycleBody): readonly string[] {
  const missing = cycle.sources.filter((source) => source.status === 'missing');
  return [
    ...cycle.orders.map(orderLine),
    ...cycle.abstentions.map(
      ({ symbol, code, message }) => `  ${symbol.padEnd(6)} no order: ${code}: ${message}`,
    ),
    ...missing.map(
      ({ source, code, reason }) => `  ! ${source} is missing: ${[code, reason].filter(Boolean).join(': ')}`,
    ),
    summaryLine(cycle),
  ];
}

function orderLine(order: CycleBody['orders'][number]): string {
  const { symbol, side, qty, status, filledQty, filledAvgPrice, refusal } = order;
  const fill = filledAvgPrice === null ? '' : `  ${filledQty} at ${filledAvgPrice}`;
  const why = refusal === undefined ? '' : `  ${refusal.code}: ${refusal.message}`;
  return `  ${symbol.padEnd(6)} ${side.padEnd(4)} ${(qty ?? '').padStart(10)}  ${status}${fill}${why}`;
}

function summaryLine(cycle: CycleBody): string {
  if (cycle.refusal !== undefined) return `  Refused: ${cycle.refusal.code}: ${cycle.refusal.message}`;
  const filled = cycle.orders.filter((order) => order.status === 'filled').length;
  const drift = cycle.reconciliation === null ? 'not reconciled' : `drift ${cycle.reconciliation.drift}`;
  const counts = `${count(cycle.decisions, 'decision')}, ${count(cycle.orders, 'order')}, ${filled} filled, ${drift}`;
  return `  ${cycle.status === 'completed' ? 'Done' : 'Failed'}: ${counts}`;
}

function count(items: readonly unknown[], noun: string): string {
  return `${items.length} ${noun}${items.length === 1 ? '' : 's'}`;
}
