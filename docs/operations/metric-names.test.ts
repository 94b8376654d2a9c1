import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RULE_KINDS } from '../../domain/alerts/alert-rule.ts';
import { alertRules, dashboardExpressions, metricNames } from './metric-names.ts';

const here = (path: string) => join(import.meta.dirname, path);

describe('what operators look at', () => {
  it('has a runbook of a page for every alert of Prometheus and every kind of alert that users set', () => {
    const rules = alertRules();
    expect(rules.length).toBeGreaterThan(10);
    const wanted = [
      ...rules.map(({ runbook }) => runbook),
      ...RULE_KINDS.map((kind) => `runbooks/${kind}.md`),
    ];
    expect(wanted.filter((path) => !existsSync(here(path)))).toEqual([]);
    for (const path of new Set(wanted)) {
      const text = readFileSync(here(path), 'utf8');
      const missing = ['## What it means', '## What goes on', '## What to do', '## When it is over'].filter(
        (heading) => !text.includes(heading),
      );
      expect({ path, missing }).toEqual({ path, missing: [] });
    }
  });

  it('names metrics in every panel and every rule', () => {
    expect(dashboardExpressions().length).toBeGreaterThan(15);
    for (const expression of [...dashboardExpressions(), ...alertRules().map(({ expr }) => expr)])
      expect({ expression, names: metricNames(expression).length > 0 }).toEqual({ expression, names: true });
  });

  it('is mounted where Prometheus and Grafana look', () => {
    const compose = readFileSync(here('../../docker-compose.yml'), 'utf8');
    for (const name of ['alerts.yml', 'dashboard.json'])
      expect(compose).toContain(`docs/operations/${name}:`);
    expect(parse(readFileSync(here('../../deploy/prometheus.yml'), 'utf8'))).toMatchObject({
      rule_files: ['/etc/prometheus/alerts.yml'],
    });
  });
});
