import type { ColumnType } from 'kysely';
import type { DecimalString } from '../../domain/money.ts';

export type Numeric = ColumnType<DecimalString, DecimalString, DecimalString>;
export type NumericOrNull = ColumnType<
  DecimalString | null,
  DecimalString | null | undefined,
  DecimalString | null
>;
export type Time = ColumnType<Date, Date | string, Date | string>;
export type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
export type CreatedAt = ColumnType<Date, Date | string | undefined, never>;
/** jsonb: written as JSON text, read parsed. */
export type Json<T> = ColumnType<T, string, string>;
export type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>;
