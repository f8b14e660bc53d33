// The import graph of the sources. ESLint sees one file at a time; this sees the whole.
const SPEC = '\\.(spec|int-spec|sys-spec)\\.ts$';
const ENTRY = [
  '/(main|index|cli|data-source|settings|generate|global-setup)\\.ts$',
  '/migrations/',
  '\\.d\\.c?ts$',
  SPEC,
  '^(tests|bench)/',
];
const TEST_ONLY = '/src/testing/';
const RULES = '\\.rules\\.ts$';

// ESLint holds rules to the calendar among what the platform exports.
const PURE = [
  RULES,
  '^libs/(contracts|smpp)/src/',
  '^libs/platform/src/index\\.ts$',
  '(^|/)node_modules/(temporal-polyfill|intl-messageformat|zod)/',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'Two files that need each other are one file, or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      comment:
        'A rule knows other rules, words, the calendar and texts; nothing that acts. A type does nothing.',
      from: { path: RULES },
      to: { pathNot: PURE, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-service-to-service',
      severity: 'error',
      comment: 'Services react to each other’s events; they share words through contracts.',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
    },
    {
      name: 'no-library-to-service',
      severity: 'error',
      comment: 'A library does not know who uses it.',
      from: { path: '^(libs|tools)/' },
      to: { path: '^services/' },
    },
    {
      name: 'contracts-know-zod-only',
      severity: 'error',
      comment:
        'Anything that speaks our words may depend on contracts, so contracts depend on next to nothing.',
      from: { path: '^libs/contracts/src/', pathNot: [SPEC, '^libs/contracts/src/generate/'] },
      to: { pathNot: ['^libs/contracts/src/', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'smpp-knows-node-only',
      severity: 'error',
      comment: 'The protocol stays usable and fuzzable by itself.',
      from: { path: '^libs/smpp/src/', pathNot: [SPEC, TEST_ONLY] },
      to: { pathNot: ['^libs/smpp/src/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      comment: 'What a process runs in production never imports the test harness.',
      from: { path: '^(libs|services|tools)/', pathNot: [SPEC, TEST_ONLY, '^libs/testing/'] },
      to: { path: ['^libs/testing/', TEST_ONLY] },
    },
    {
      name: 'no-spec-imported',
      severity: 'error',
      comment: 'A specification is read by Jest alone.',
      from: {},
      to: { path: SPEC },
    },
    {
      name: 'no-deep-import',
      severity: 'error',
      comment: 'A library is imported by its barrel.',
      from: { path: '^(libs|services|tools)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'A file that nobody imports and that imports nobody is dead.',
      from: { orphan: true, pathNot: [...ENTRY, '\\.(mjs|cjs|js)$'] },
      to: {},
    },
    {
      name: 'no-dead-file',
      severity: 'error',
      comment: 'Every source is reached from where a process, a library or a test begins.',
      from: { path: ENTRY },
      to: { path: '^(libs|services|tools)/[^/]+/src/.+', pathNot: ENTRY, reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)dist/', '^tools/canaries/cases/'] },
    tsPreCompilationDeps: true,
    preserveSymlinks: false,
    enhancedResolveOptions: {
      conditionNames: ['kezek-source', 'import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['main', 'types'],
    },
    cache: false,
  },
};
