// The architecture, as rules. `npm run arch` checks them, and a test plants a violation of each.

/**
 * Capabilities of the backend from the lowest line to the highest. A capability imports only from
 * lines above its own in this list; names on one line never import each other.
 */
const LINES = [
  ['platform'],
  ['access'],
  ['ledger'],
  ['roads', 'hub'],
  ['tracking', 'units'],
  ['picture'],
  ['incidents'],
  ['dispatch', 'insight'],
  ['console', 'device', 'performance'],
  ['oversight'],
];
const CAPABILITIES = LINES.flat();
/** The files of a capability that others may import. */
const DOOR = '^backend/src/.+\\.(service|events|decorator|guard)\\.ts$';
const SPEC = '\\.(spec|oracle)\\.ts$';
const either = (names) => `(${names.join('|')})`;

/** One rule per capability: what it must not reach, because it is on its own line or further down. */
function lineRules() {
  return LINES.flatMap((line, index) =>
    line.map((name) => {
      const below = LINES.slice(index).flat();
      return {
        name: `line-${name}`,
        comment: `${name} imports only from the lines above it; reactions upwards go by events`,
        severity: 'error',
        from: { path: `^backend/src/${name}/` },
        to: { path: `^backend/src/${either(below)}/`, pathNot: `^backend/src/${name}/` },
      };
    }),
  );
}

const DRIVERS = [
  'pg',
  'typeorm',
  '@nestjs/typeorm',
  'redis',
  'ioredis',
  '@electric-sql/[^/]+',
  '@duckdb/[^/]+',
  '@types/pg',
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'No cycles, types included: split what both need into a third file',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'Every import resolves; relative imports end in .js',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...lineRules(),
    {
      name: 'capability-doors',
      comment:
        'Another capability is used only through its *.service.ts or *.events.ts; its ' +
        'permission *.decorator.ts and *.guard.ts mark routes. Its storage, gateway and ' +
        'controller are its own. platform is technology, not a capability: all of it may be used',
      severity: 'error',
      from: { path: `^backend/src/${either(CAPABILITIES)}/`, pathNot: '\\.module\\.ts$' },
      to: {
        path: '^backend/src/[^/]+/',
        pathNot: ['^backend/src/$1/', '^backend/src/platform/', DOOR],
      },
    },
    {
      name: 'module-doors',
      comment: 'Nest composes by modules, so a *.module.ts may also import another *.module.ts',
      severity: 'error',
      from: { path: `^backend/src/${either(CAPABILITIES)}/.*\\.module\\.ts$` },
      to: {
        path: '^backend/src/[^/]+/',
        pathNot: ['^backend/src/$1/', '^backend/src/platform/', DOOR, '\\.module\\.ts$'],
      },
    },
    {
      name: 'composition-root-is-the-top',
      comment: 'Only the files directly in backend/src (main, app.module, cli) know everything',
      severity: 'error',
      from: { path: '^backend/src/[^/]+/', pathNot: '^backend/src/bench/' },
      to: { path: '^backend/src/[^/]+\\.ts$' },
    },
    {
      name: 'drivers-in-storage',
      comment: 'Databases and files only in storage/, platform/, roads/import, hub/engine',
      severity: 'error',
      from: {
        path: '^backend/src/',
        pathNot: [
          '^backend/src/.+/storage/',
          '^backend/src/(platform|roads/import|hub/engine|bench)/',
          SPEC,
        ],
      },
      to: { path: [`(^|/)node_modules/${either(DRIVERS)}/`, '^(node:)?fs(/promises)?$'] },
    },
    {
      name: 'socket-server-in-gateways',
      comment: 'The socket.io server is known to *.gateway.ts and platform only',
      severity: 'error',
      from: { pathNot: ['\\.gateway\\.ts$', '^backend/src/platform/', '^backend/test/', SPEC] },
      to: { path: '(^|/)node_modules/(socket\\.io|@nestjs/platform-socket\\.io)/' },
    },
    {
      name: 'leaflet-in-map',
      comment: 'Leaflet is known to frontend/src/app/map only',
      severity: 'error',
      from: { pathNot: '^frontend/src/app/map/' },
      to: { path: '(^|/)node_modules/(@types/)?leaflet/' },
    },
    {
      name: 'contracts-only-zod',
      comment: 'contracts imports only zod',
      severity: 'error',
      from: { path: '^contracts/src/', pathNot: SPEC },
      to: { pathNot: ['^contracts/src/', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'engine-only-contracts',
      comment: 'engine imports only contracts: no input, no output, no clock',
      severity: 'error',
      from: { path: '^engine/src/', pathNot: SPEC },
      to: { pathNot: ['^engine/src/', '^contracts/src/index\\.ts$'] },
    },
    {
      name: 'library-specs-stay-home',
      comment: 'Tests of contracts and engine may use test tools and files, no other workspace',
      severity: 'error',
      from: { path: '^(contracts|engine)/src/.*\\.(spec|oracle)\\.ts$' },
      to: { path: '^(backend|frontend|simulators)/' },
    },
    {
      name: 'clients-not-backend',
      comment: 'frontend and simulators talk only the public contract',
      severity: 'error',
      from: { path: '^(frontend|simulators)/' },
      to: { path: '^backend/' },
    },
    {
      name: 'backend-not-clients',
      comment: 'The backend knows no client',
      severity: 'error',
      from: { path: '^backend/src/' },
      to: { path: '^(frontend|simulators)/' },
    },
    {
      name: 'libraries-by-their-root',
      comment: 'contracts and engine are imported by their root',
      severity: 'error',
      from: { pathNot: '^(contracts|engine)/' },
      to: { path: '^(contracts|engine)/src/', pathNot: '^(contracts|engine)/src/index\\.ts$' },
    },
    {
      name: 'no-barrels',
      comment: 'No index.ts but the roots of contracts and engine',
      severity: 'error',
      from: {},
      to: { path: '(^|/)index\\.ts$', pathNot: '^(contracts|engine)/src/index\\.ts$|node_modules' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|fixtures)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['muster-source', 'import', 'node', 'default', 'require', 'types'],
    },
  },
};
