import type { ColumnType, Generated, Selectable } from 'kysely';
import type { RuleKind, RuleTerms, Severity } from '../../domain/alerts/alert-rule.ts';
import type { AlertState } from '../../domain/alerts/next-step.ts';
import type { Facts } from '../../domain/refusal.ts';
import type { CreatedAt, Json, Time, TimeOrNull } from './column-types.ts';

export interface AlertRulesTable {
  id: Generated<string>;
  userId: string;
  /** One account alone; null for all of the user's. */
  accountId: ColumnType<string | null, string | null | undefined, never>;
  /** Which of the rules that everybody has from the start. */
  defaultKey: ColumnType<string | null, string | null | undefined, never>;
  name: string;
  terms: Json<RuleTerms>;
  severity: Severity;
  enabled: ColumnType<boolean, boolean | undefined, boolean>;
  deletedAt: TimeOrNull;
  createdAt: CreatedAt;
  updatedAt: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface AlertsTable {
  id: Generated<string>;
  userId: string;
  ruleId: string;
  kind: RuleKind;
  /** What it is about within its rule. */
  subject: string;
  severity: Severity;
  title: string;
  message: string;
  facts: Json<Facts>;
  state: AlertState;
  since: Time;
  lastSeenAt: Time;
  clearSince: TimeOrNull;
  firedAt: TimeOrNull;
  acknowledgedAt: TimeOrNull;
  acknowledgedBy: string | null;
  resolvedAt: TimeOrNull;
}

export type AlertRow = Selectable<AlertsTable>;
export type AlertRuleRow = Selectable<AlertRulesTable>;
