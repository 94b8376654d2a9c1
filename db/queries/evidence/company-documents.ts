import { type Kysely, sql } from 'kysely';
import type { Fundamentals } from '../../../domain/fundamentals.ts';
import type { Filing } from '../../../domain/market.ts';
import type { Database } from '../../schema.ts';

/** What is kept of a company, by the kind of document. */
export interface DocumentValues {
  filings: readonly Filing[];
  fundamentals: Fundamentals;
}
export type DocumentKind = keyof DocumentValues;

/** One company's document as it was last read; `value` is absent for a symbol that files nothing. */
export interface KeptDocument<K extends DocumentKind> {
  readonly value?: DocumentValues[K];
  readonly readAt: Date;
  readonly readAsOf: Date;
  /** When somebody asked last, and the moment that they asked about. */
  readonly wantedAt: Date;
  readonly wantedAsOf: Date;
}

/** What is kept of these symbols; one that has never been read is absent. */
export async function companyDocuments<K extends DocumentKind>(
  db: Kysely<Database>,
  kind: K,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, KeptDocument<K>>> {
  if (symbols.length === 0) return new Map();
  const rows = await db
    .selectFrom('companyDocuments')
    .select(['symbol', 'body', 'readAt', 'readAsOf', 'wantedAt', 'wantedAsOf'])
    .where('kind', '=', kind)
    .where('symbol', 'in', symbols)
    .where('readAt', 'is not', null)
    .execute();
  return new Map(
    rows.flatMap(({ symbol, body, readAt, readAsOf, ...wanted }) => {
      if (readAt === null || readAsOf === null) return [];
      if (body === null) return [[symbol, { readAt, readAsOf, ...wanted }] as const];
      if (!isKept(kind, body)) throw new Error(`the ${kind} of ${symbol} are not what was kept`);
      return [[symbol, { value: body, readAt, readAsOf, ...wanted }] as const];
    }),
  );
}

/** Notes that somebody asks for these, so that they are kept fresh while anybody does. */
export async function wantDocuments(
  db: Kysely<Database>,
  kind: DocumentKind,
  symbols: readonly string[],
  wanted: { readonly at: Date; readonly asOf: Date },
): Promise<void> {
  if (symbols.length === 0) return;
  await db
    .insertInto('companyDocuments')
    .values(
      [...symbols].sort().map((symbol) => ({ symbol, kind, wantedAt: wanted.at, wantedAsOf: wanted.asOf })),
    )
    .onConflict((conflict) =>
      conflict.columns(['kind', 'symbol']).doUpdateSet({
        wantedAt: sql<Date>`excluded.wanted_at`,
        wantedAsOf: sql<Date>`excluded.wanted_as_of`,
      }),
    )
    .execute();
}

/** Keeps what was read; `undefined` for a symbol that files nothing. */
export async function keepDocument<K extends DocumentKind>(
  db: Kysely<Database>,
  kind: K,
  symbol: string,
  read: { readonly value: DocumentValues[K] | undefined; readonly at: Date; readonly asOf: Date },
): Promise<void> {
  const body = read.value === undefined ? null : JSON.stringify(read.value);
  const told = { readAt: read.at, readAsOf: read.asOf, body, failedAt: null };
  await db
    .insertInto('companyDocuments')
    .values({ symbol, kind, wantedAt: read.at, wantedAsOf: read.asOf, ...told })
    .onConflict((conflict) => conflict.columns(['kind', 'symbol']).doUpdateSet(told))
    .execute();
}

/** Notes that it could not be read: it is tried again after the others. */
export async function noteUnreadDocument(
  db: Kysely<Database>,
  kind: DocumentKind,
  symbol: string,
  at: Date,
): Promise<void> {
  await db
    .updateTable('companyDocuments')
    .set({ failedAt: at })
    .where('kind', '=', kind)
    .where('symbol', '=', symbol)
    .execute();
}

/** What is wanted and was last read, or tried, before `readBefore`: never read first, then the oldest. */
export async function documentsDue(
  db: Kysely<Database>,
  due: {
    readonly kind: DocumentKind;
    readonly wantedAfter: Date;
    readonly readBefore: Date;
    readonly limit: number;
  },
): Promise<readonly { readonly symbol: string; readonly wantedAt: Date; readonly wantedAsOf: Date }[]> {
  return await db
    .selectFrom('companyDocuments')
    .select(['symbol', 'wantedAt', 'wantedAsOf'])
    .where('kind', '=', due.kind)
    .where('wantedAt', '>', due.wantedAfter)
    .where((eb) => eb.or([eb('readAt', 'is', null), eb('readAt', '<', due.readBefore)]))
    .where((eb) => eb.or([eb('failedAt', 'is', null), eb('failedAt', '<', due.readBefore)]))
    .orderBy('readAt', (order) => order.asc().nullsFirst())
    .orderBy('symbol')
    .limit(due.limit)
    .execute();
}

/** Only `keepDocument` writes these rows, so the outer shape is all that is left to see. */
function isKept<K extends DocumentKind>(kind: K, body: unknown): body is DocumentValues[K] {
  return kind === 'filings'
    ? Array.isArray(body)
    : typeof body === 'object' && body !== null && 'facts' in body;
}
