import type { AlertChannelRow } from '../../db/tables/alert-channel-tables.ts';
import type { AlertRow, AlertRuleRow } from '../../db/tables/alert-tables.ts';

export function alertView(row: AlertRow) {
  const { id, ruleId, kind, subject, severity, state, title, message, facts, acknowledgedBy } = row;
  const told = { id, ruleId, kind, subject, severity, state, title, message, facts, acknowledgedBy };
  return {
    ...told,
    firedAt: row.firedAt?.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}

export function alertRuleView(row: AlertRuleRow) {
  const { id, accountId, defaultKey, name, severity, enabled, terms, createdAt, updatedAt } = row;
  const told = { id, accountId, name, severity, enabled, terms };
  return {
    ...told,
    isDefault: defaultKey !== null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

export function alertChannelView({
  id,
  kind,
  name,
  target,
  minSeverity,
  quietHours,
  createdAt,
}: AlertChannelRow) {
  return { id, kind, name, target, minSeverity, quietHours, createdAt: createdAt.toISOString() };
}
