/**
 * Who may import whom: an allow-list. An import that no line below allows is an error, and so is
 * every cycle, type-only ones included. docs/decisions/0003-import-rules.md has the reasons; to allow
 * more, change the line of that part and say why there.
 */
const TEST = '[.](test|fixture|test-fixture)[.]tsx?$';
const WIRE = '^packages/sdk/src/wire/';
const TREE = '^packages/tree/src/index[.]ts$';

/** From files whose path matches, to files whose path matches one of the others. */
const allow = (from, ...to) => ({ from: { path: from }, to: { path: to } });
/** The same for Node's own modules. */
const allowNode = (from) => ({ from: { path: from }, to: { dependencyTypes: ['core'] } });
/** The same for packages from the registry, by name. */
const allowNpm = (from, ...names) => allow(from, ...names.map((name) => `^node_modules/(@types/)?${name}/`));

const sdk = [
  allow(WIRE, WIRE),
  allow('^packages/sdk/src/api/', '^packages/sdk/src/api/', WIRE),
  allow('^packages/sdk/src/[^/]+[.]ts$', '^packages/sdk/src/[^/]+[.]ts$', WIRE),
  allow('^packages/sdk/src/otel/', '^packages/sdk/src/otel/', '^packages/sdk/src/[^/]+[.]ts$', WIRE),
  // Peers that a program with OpenTelemetry has; nothing outside of this folder may lead to them.
  allowNpm('^packages/sdk/src/otel/', '@opentelemetry/api', '@opentelemetry/sdk-trace-base'),
  allow('^packages/sdk/src/integrations/', '^packages/sdk/src/(integrations/|index[.]ts$)', WIRE),
  allowNpm('^packages/sdk/src/integrations/', '@langchain/core', 'openai'),
  // The SDK runs everywhere; only what stands behind a condition of package.json knows Node.
  allowNode('^packages/sdk/src/(context|spool|last-words)-node[.]ts$'),
  // An entry for Node.js only; nothing that runs elsewhere imports it.
  allowNode('^packages/sdk/src/workers[-a-z]*[.]ts$'),
];

const tree = [allow('^packages/tree/src/', '^packages/tree/src/', '^packages/sdk/src/wire/index[.]ts$')];

/** What every part of the server may say, and the type of its settings. */
const SERVER_VOICE = '^packages/server/src/(config|errors|log)[.]ts$';
const WIRE_INDEX = '^packages/sdk/src/wire/index[.]ts$';
const server = [
  allowNode('^packages/server/src/'),
  allow(SERVER_VOICE, SERVER_VOICE),
  allow('^packages/server/src/store/', '^packages/server/src/store/', SERVER_VOICE, WIRE_INDEX),
  allowNpm('^packages/server/src/store/', '@clickhouse/client', 'chdb'),
  allow('^packages/server/src/ingest/', '^packages/server/src/(ingest|store)/', SERVER_VOICE, WIRE_INDEX),
  allow('^packages/server/src/query/', '^packages/server/src/(query|store)/', SERVER_VOICE, WIRE_INDEX, TREE),
  allow('^packages/server/src/http/', '^packages/server/src/(http|ingest|query)/', SERVER_VOICE, WIRE_INDEX),
  allowNpm('^packages/server/src/http/', 'hono', '@hono/node-server', 'ws'),
  // main.ts builds the line out of all parts, with what it needs beside it.
  allow('^packages/server/src/[^/]+[.]ts$', '^packages/server/src/', WIRE_INDEX),
  allowNpm('^packages/server/src/[^/]+[.]ts$', 'hono', '@hono/node-server', 'ws'),
];

const web = [
  allow('^packages/web/src/ui/', '^packages/web/src/ui/'),
  allowNpm('^packages/web/src/ui/', 'react', 'react-dom', 'lucide', '@tanstack/react-virtual', 'wouter'),
  allow('^packages/web/src/model/', '^packages/web/src/model/', WIRE_INDEX, TREE),
  allow('^packages/web/src/data/', '^packages/web/src/(data|model)/', '^packages/sdk/src/api/index[.]ts$'),
  allowNpm('^packages/web/src/data/', 'react', '@tanstack/react-query', 'wouter'),
  // A page may use its own folder only, not another page's.
  {
    from: { path: '^packages/web/src/pages/([^/]+)/' },
    to: { path: ['^packages/web/src/pages/$1/', '^packages/web/src/(data|model|ui)/'] },
  },
  allowNpm('^packages/web/src/pages/', 'react', 'react-dom', 'wouter'),
  allow('^packages/web/src/[^/]+[.]tsx?$', '^packages/web/src/'),
  allowNpm(
    '^packages/web/src/[^/]+[.]tsx?$',
    'react',
    'react-dom',
    'wouter',
    '@tanstack/react-query',
    '@fontsource-variable/[^/]+',
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  allowed: [...sdk, ...tree, ...server, ...web, { from: { path: TEST }, to: {} }],
  allowedSeverity: 'error',
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-imports-a-test',
      comment: 'Tests and their fixtures are not shipped.',
      severity: 'error',
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere would escape every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@tracenest/source', 'import', 'node', 'default', 'types'],
    },
  },
};
