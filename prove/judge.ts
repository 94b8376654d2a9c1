import { positionsOfAccount } from '../db/queries/books/fills.ts';
import type { OrderRow } from '../db/schema.ts';
import { decimal } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import type { AcceptedOrder } from '../tests/support/sandbox-control.ts';
import type { ToldOrder } from './broker-books.ts';
import type { Desk } from './desk.ts';
import type { Finding } from './finding.ts';
import type { ProvingStack } from './proving-stack.ts';

type Judged = Omit<Finding, 'run'>;

/** One order: the broker's log of accepted orders and the broker's own word against the ledger's row. */
export async function judgeOrder(
  { sandbox, db }: Pick<ProvingStack, 'sandbox' | 'db'>,
  desk: Desk,
  clientOrderId: string,
): Promise<readonly Judged[]> {
  const [log, row, told, history] = await Promise.all([
    sandbox.orders(clientOrderId),
    desk.row(clientOrderId),
    desk.books.order(clientOrderId),
    db.selectFrom('orderEvents').select('kind').where('clientOrderId', '=', clientOrderId).execute(),
  ]);
  return [
    ...judgeAcceptance(clientOrderId, log, row),
    ...judgeHistory(clientOrderId, log, history, told?.status),
    ...judgeEnd(clientOrderId, row, told),
    ...(row === undefined || told === undefined ? [] : judgeLinks(row, told, await linksOf(desk, row))),
  ];
}

/** The broker's ids of the orders that the ledger links to one. */
interface Links {
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly legs: readonly (string | null)[];
}

async function linksOf(desk: Desk, row: OrderRow): Promise<Links> {
  const idOf = async (clientOrderId: string | null): Promise<string | null> =>
    clientOrderId === null ? null : ((await desk.row(clientOrderId))?.brokerOrderId ?? null);
  const [replaces, replacedBy, legs] = await Promise.all([
    idOf(row.replaces),
    idOf(row.replacedBy),
    desk.legs(row.clientOrderId),
  ]);
  return { replaces, replacedBy, legs: legs.map(({ brokerOrderId }) => brokerOrderId) };
}

/** What the order took the place of, what took its own, and its exits: in the ledger as at the broker. */
export function judgeLinks(
  { clientOrderId, status }: Pick<OrderRow, 'clientOrderId' | 'status'>,
  told: Pick<ToldOrder, 'replaces' | 'replaced_by' | 'legs'>,
  ours: Links,
): readonly Judged[] {
  const pairs = [
    // What was rejected has taken nobody's place; the ledger keeps whose it was to take.
    ...(status === 'rejected' ? [] : [['replaces', ours.replaces, told.replaces] as const]),
    ['is replaced by', ours.replacedBy, told.replaced_by],
    ['has the exits', sorted(ours.legs), sorted((told.legs ?? []).map(({ id }) => id))],
  ] as const;
  return pairs
    .filter(([, mine, theirs]) => mine !== theirs)
    .map(([link, mine, theirs]) => ({
      kind: 'drift',
      what: `${clientOrderId} ${link} ${mine ?? 'nothing'} in the ledger, ${theirs ?? 'nothing'} at the broker`,
    }));
}

const sorted = (ids: readonly (string | null)[]): string => ids.map(String).toSorted().join(' ');

const NEVER_TAKEN: ReadonlySet<string> = new Set(['refused', 'rejected', 'expired']);

/** A fill heals a wrong rejection; whoever asked in between was told what is not so. `told`: the broker's own end. */
export function judgeHistory(
  id: string,
  log: readonly Pick<AcceptedOrder, 'id'>[],
  history: readonly { readonly kind: string }[],
  told?: string,
): readonly Judged[] {
  const wrong = history.find(({ kind }) => NEVER_TAKEN.has(kind) && kind !== told);
  if (wrong === undefined || log.length === 0) return [];
  return [{ kind: 'lost', what: `${id} was ${wrong.kind} in the ledger, and the broker had it` }];
}

/** How often the broker took the order, and whether the ledger knows. */
export function judgeAcceptance(
  id: string,
  log: readonly Pick<AcceptedOrder, 'id'>[],
  row: Pick<OrderRow, 'brokerOrderId' | 'status'> | undefined,
): readonly Judged[] {
  const [accepted, ...more] = log;
  if (more.length > 0) {
    return [{ kind: 'duplicate', what: `${id} was accepted ${log.length} times` }];
  }
  if (row === undefined) {
    const where = accepted === undefined ? 'nowhere' : `at the broker as ${accepted.id}`;
    return [{ kind: 'lost', what: `${id} is not in the ledger, and ${where}` }];
  }
  if (accepted?.id === row.brokerOrderId || (accepted === undefined && row.brokerOrderId === null)) return [];
  const ours = `${row.status}, ${row.brokerOrderId ?? 'without a broker order'}`;
  return [
    { kind: 'lost', what: `${id} is ${accepted?.id ?? 'nothing'} at the broker, in the ledger ${ours}` },
  ];
}

function judgeEnd(
  id: string,
  row: OrderRow | undefined,
  told: { readonly status: string; readonly filled_qty: string } | undefined,
): readonly Judged[] {
  if (row === undefined) return [];
  if (!isTerminal(row.status)) {
    return [
      {
        kind: 'unresolved',
        what: `${id} is ${row.status} in the ledger, ${told?.status ?? 'unknown'} at the broker`,
      },
    ];
  }
  if (told === undefined) {
    return decimal(row.filledQty).isZero()
      ? []
      : [{ kind: 'drift', what: `${id}: filled, and not at the broker` }];
  }
  const same = row.status === told.status && decimal(row.filledQty).eq(told.filled_qty);
  const what = `${id} is ${row.status} with ${row.filledQty} filled, at the broker ${told.status} with ${told.filled_qty}`;
  return same ? [] : [{ kind: 'drift', what }];
}

/** The account's cash, to the cent, and its positions, exactly. */
export async function judgeDesk({ db }: Pick<ProvingStack, 'db'>, desk: Desk): Promise<readonly Judged[]> {
  const [account, told, ours, ledger] = await Promise.all([
    desk.books.account(),
    desk.books.positions(),
    positionsOfAccount(db, desk.accountId),
    db.selectFrom('brokerAccounts').select('cash').where('id', '=', desk.accountId).executeTakeFirstOrThrow(),
  ]);
  const drift: Judged[] = [];
  if (ledger.cash === null || !decimal(ledger.cash).minus(account.cash).abs().lt('0.01')) {
    drift.push({
      kind: 'drift',
      what: `${desk.name}: cash ${ledger.cash ?? 'none'}, at the broker ${account.cash}`,
    });
  }
  const qtyOf = (rows: readonly { readonly symbol: string; readonly qty: string }[], symbol: string) =>
    rows.find((row) => row.symbol === symbol)?.qty ?? '0';
  for (const symbol of new Set([...told, ...ours].map((row) => row.symbol))) {
    const [mine, theirs] = [qtyOf(ours, symbol), qtyOf(told, symbol)];
    if (!decimal(mine).eq(theirs)) {
      drift.push({ kind: 'drift', what: `${desk.name}: ${mine} ${symbol}, at the broker ${theirs}` });
    }
  }
  return drift;
}
