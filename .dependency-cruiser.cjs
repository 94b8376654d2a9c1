/**
 * Who may import whom: the table of ARCHITECTURE.md, one rule a folder. Test files may import everything, so they
 * are not judged; `npm run check` also fails when fewer modules were seen than there are source files.
 */
const TESTS = '\\.test\\.ts$|/testing/';
const OURS = '^(domain|workflows|activities|workers|api|db|connectors|resilience|sandbox|codec|config|telemetry|launcher|tests|bench|prove|web)/';

/** `folder` may import, of ours, only itself and `allowed`; types too unless `types` widens them. */
const only = (folder, allowed, types = []) => {
  const from = { path: `^${folder}/`, pathNot: TESTS };
  const values = [`^${folder}/`, ...allowed].join('|');
  const comment = `${folder} may import ${allowed.join(', ') || 'nothing of ours'}${types.length > 0 ? `; types of ${types.join(', ')}` : ''}`;
  return [
    {
      name: `${folder}-values`,
      severity: 'error',
      comment,
      from,
      to: { path: OURS, pathNot: values, dependencyTypesNot: ['type-only'] },
    },
    {
      name: `${folder}-types`,
      severity: 'error',
      comment,
      from,
      to: { path: OURS, pathNot: [values, ...types].join('|'), dependencyTypes: ['type-only'] },
    },
  ];
};

/** `folder` may use no package but these. */
const packages = (folder, allowed, but = TESTS) => ({
  name: `${folder.replace('/', '-')}-packages`,
  severity: 'error',
  comment: `${folder} may use no package but ${allowed.join(', ')}`,
  from: { path: `^${folder}/`, pathNot: `${TESTS}|${but}` },
  to: { path: 'node_modules/', pathNot: allowed.map((name) => `node_modules/${name}/`).join('|') },
});

module.exports = {
  forbidden: [
    ...only('domain', []),
    packages('domain', ['decimal.js', 'trading-signals'], '^domain/events/'),
    packages('domain/events', ['zod']),
    {
      name: 'domain-pure',
      severity: 'error',
      comment: 'the domain has no I/O',
      from: { path: '^domain/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    ...only('workflows', ['^domain/'], ['^activities/']),
    packages('workflows', ['@temporalio/(workflow|common)', 'decimal.js']),
    {
      name: 'workflows-deterministic',
      severity: 'error',
      comment: 'workflow code is replayed: no Node built-ins',
      from: { path: '^workflows/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    ...only('activities', ['^domain/', '^db/queries/'], ['^connectors/', '^db/', '^telemetry/', '^workflows/messages\\.ts$']),
    ...only('connectors', ['^domain/', '^telemetry/']),
    {
      name: 'connectors-apart',
      severity: 'error',
      comment: 'one connector never imports another; the shared HTTP client is none',
      from: { path: '^connectors/([^/]+)/', pathNot: TESTS },
      to: { path: '^connectors/', pathNot: '^connectors/($1|http)/' },
    },
    ...only('resilience', ['^domain/', '^db/queries/'], ['^db/', '^telemetry/']),
    ...only('db', ['^domain/', '^telemetry/']),
    ...only('codec', []),
    ...only('config', []),
    ...only('telemetry', []),
    ...only('api', ['^domain/', '^db/', '^config/', '^telemetry/', '^workflows/messages\\.ts$', '^connectors/nats/', '^codec/'], ['^workflows/']),
    {
      name: 'api-without-worker',
      severity: 'error',
      comment: 'the API starts workflows; it never carries the worker',
      from: { path: '^api/' },
      to: { path: 'node_modules/@temporalio/worker/' },
    },
    ...only('workers', ['^domain/', '^workflows/', '^activities/', '^db/', '^connectors/', '^resilience/', '^config/', '^telemetry/', '^codec/']),
    ...only('sandbox', []),
    ...only('web', ['^api/contract/']),
    {
      name: 'nobody-imports-the-outside',
      severity: 'error',
      comment: 'tests, bench, prove and launcher import the rest; nothing imports them',
      from: { path: '^(domain|workflows|activities|workers|api|db|connectors|resilience|sandbox|codec|config|telemetry|web)/', pathNot: TESTS },
      to: { path: '^(tests|bench|prove|launcher)/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unknown', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.alphaflow|node_modules/[^/]+/.*/node_modules)/|\\.d\\.mts$' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.mjs', '.js', '.json'] },
  },
};
