import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Across',
  writes: 'nothing',
  level: { withinMs: 1_000, availability: 0.999 },
} as const;

export const acrossPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'across.logging',
    name: 'structured logging',
    needs: [],
    probe: 'A line is one JSON object with level and time, and a planted secret is blanked.',
    level: { withinMs: 50, availability: 0.999 },
    onFailure: 'What happened is in the ledger and the audit log all the same.',
    shownBy: 'telemetry/log.test.ts',
  },
  {
    ...about,
    id: 'across.sanitising',
    name: 'input sanitising',
    needs: ['api', 'postgres'],
    probe: 'The API refuses a body with an unknown field and one with a control character, with codes.',
    writes: 'own rows',
    onFailure: 'The API answers 5xx and changes nothing.',
    shownBy: 'api/routes/bad-input.integration.test.ts',
  },
  {
    ...about,
    id: 'across.monitoring',
    name: 'monitoring',
    needs: ['worker'],
    probe: 'The worker’s /metrics gives Temporal’s figures and ours.',
    onFailure: 'Prometheus sees the target down.',
    shownBy: 'api/routes/house/metrics.integration.test.ts',
  },
  {
    ...about,
    id: 'across.audit',
    name: 'audit',
    needs: ['postgres'],
    probe: 'An entry of the probe’s user is written, chained at commit, and read again.',
    writes: 'own rows',
    isDear: true,
    onFailure: 'The change that it tells of does not happen either.',
    shownBy: 'db/audit-chain/verify-audit.integration.test.ts',
  },
  {
    ...about,
    id: 'across.roles',
    name: 'roles',
    needs: ['api', 'postgres'],
    probe:
      'By the API a viewer’s key reads and is refused an order, and so is a trader’s key without that scope.',
    writes: 'own rows',
    isDear: true,
    onFailure: 'Who may not is refused; so is, for as long, who may.',
    shownBy: 'api/routes/identity/authentication.integration.test.ts',
  },
  {
    ...about,
    id: 'across.errors',
    name: 'standard errors',
    needs: ['api'],
    probe: 'What is not there is answered as problem+json with a stable code.',
    onFailure: 'The process is started again by its supervisor.',
    shownBy: 'api/problem.test.ts',
  },
];
