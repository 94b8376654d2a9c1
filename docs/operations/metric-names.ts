import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          annotations: z.object({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});
const dashboard = z.looseObject({
  panels: z.array(z.looseObject({ targets: z.array(z.looseObject({ expr: z.string() })).default([]) })),
});
const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

/** The alerts of `alerts.yml`, each with its runbook's path from here. */
export function alertRules() {
  const { groups } = rules.parse(parse(read('alerts.yml')));
  return groups.flatMap((group) =>
    group.rules.map(({ alert, expr, annotations }) => ({ alert, expr, runbook: annotations.runbook })),
  );
}

/** Every expression of `dashboard.json`. */
export function dashboardExpressions(): readonly string[] {
  const { panels } = dashboard.parse(JSON.parse(read('dashboard.json')));
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

/** The metrics that an expression of Prometheus reads; `up` is Prometheus' own. */
export function metricNames(expression: string): readonly string[] {
  const words = expression.replaceAll(/"[^"]*"/g, '').replaceAll(/\bby \([^)]*\)/g, '');
  return [...words.matchAll(/\b(?:up|(?:alphaflow|temporal|nodejs|process)_[a-z0-9_]+)\b/g)].map(
    ([name]) => name,
  );
}
