import type { PositionRow } from '../../db/schema.ts';
import type { PositionBody } from '../contract/positions.ts';

export function positionView(row: PositionRow): PositionBody {
  return {
    accountId: row.accountId,
    symbol: row.symbol,
    qty: row.qty,
    avgEntryPrice: row.avgEntryPrice,
    realizedPnl: row.realizedPnl,
    updatedAt: row.updatedAt.toISOString(),
  };
}
