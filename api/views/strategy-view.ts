import type { StrategyRow } from '../../db/schema.ts';
import type { StrategyBody } from '../contract/strategies.ts';

export function strategyView(row: StrategyRow): StrategyBody {
  return {
    id: row.id,
    accountId: row.accountId,
    name: row.name,
    kind: row.kind,
    parameters: { ...row.parameters },
    universe: row.universe,
    intervalSeconds: row.intervalSeconds,
    approvalAboveUsd: row.approvalAboveUsd,
    approvalWindowSeconds: row.approvalWindowSeconds,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
