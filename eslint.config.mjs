// Every fence of the house that a linter can hold. Each has a canary in tools/canaries that must be caught.
import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { projectFiles, readText } from './tools/check/files.mjs';

const SOURCES = ['**/*.ts'];
const SPECS = ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.sys-spec.ts', '**/*.fixture.ts'];
const TESTS = [...SPECS, '**/src/testing/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts'];
const ROWS = projectFiles(import.meta.dirname)
  .filter((file) => file.endsWith('.row.ts'))
  .flatMap((file) => [...readText(import.meta.dirname, file).matchAll(/export class (\w+Row) /g)])
  .map(([, name]) => name);
const SCRIPTS = ['**/*.mjs', '**/*.cjs', '**/*.js'];

// ---- Words that only one place may say. ESLint replaces a rule's options instead of merging them, so each
// region's list is put together from these parts.

const kafkajs = { name: 'kafkajs', message: 'Kafka is reached through the port in libs/platform/src/kafka.' };
const processModule = ['process', 'node:process'].map((name) => ({
  name,
  message: 'Settings are parsed once, in libs/platform/src/config.',
}));
const routeDecorators = {
  name: '@nestjs/common',
  importNames: [
    'Get',
    'Post',
    'Put',
    'Patch',
    'Delete',
    'All',
    'Head',
    'Options',
    'Search',
    'Sse',
    'RequestMapping',
  ],
  message: 'Routes are mounted with @Operation(…) only: an operation without a scope cannot exist.',
};
const imports = (...paths) => ['error', { paths }];

const environment = {
  object: 'process',
  property: 'env',
  message: 'Settings are parsed once, in libs/platform/src/config.',
};
const guessing = ['save', 'remove', 'upsert', 'preload'].map((property) => ({
  object: 'tx',
  property,
  message: 'It reads first or guesses what to write: insert, insertNew, update and delete say it (ADR 0022).',
}));
const random = { object: 'Math', property: 'random', message: 'Chance is passed in.' };
const globalClock = { object: 'Temporal', property: 'Now', message: 'Time is passed in.' };

const controllerPath = {
  selector: "Decorator > CallExpression[callee.name='Controller'][arguments.length>0]",
  message: 'A controller has no path of its own: the operation in contracts has the whole path.',
};
// What may emit `error`, as it is born. A class of one's own can't be told by its name: a stream is made by options.
const EMITTERS =
  ':matches(NewExpression[callee.name=/^(Readable|Writable|Duplex|Transform|PassThrough|Redis|Client)$/], ' +
  'CallExpression[callee.name=/^(createServer|createReadStream|createWriteStream|createConnection)$/])';
const unheard = [
  `:not(CallExpression[callee.name='hearErrors']) > ${EMITTERS}`,
  'ClassDeclaration[superClass.name=/^(Readable|Writable|Duplex|Transform|PassThrough)$/]',
].map((selector) => ({
  selector,
  message: 'Born inside hearErrors(…): an `error` that nobody listens to ends the process.',
}));
// Node keeps what it makes of a signal that lives on, once that is listened to, for as long as the signal lives.
const anySignal = {
  selector: "MemberExpression[object.name='AbortSignal'][property.name='any']",
  message: 'onAbort(…) listens to a signal that lives on, and can be taken back.',
};
const literal = ':matches(ArrayExpression, ObjectExpression)';
const packing = {
  selector: `SpreadElement > ${literal}, SpreadElement > TSAsExpression > ${literal}`,
  message: 'A list is written out; where that is longer than a limit, the limit is wrong.',
};
// Of the platform a rule may use the calendar and what reads a telephone number: functions over their arguments.
const purePlatform = {
  name: '@kezek/platform',
  allowImportNames: [
    'addDays',
    'businessDay',
    'firstInstantOf',
    'instantFrom',
    'instantOf',
    'isIin',
    'isTimeZone',
    'latest',
    'localMoment',
    'LocalMoment',
    'plusMinutes',
    'plusSeconds',
    'utcOffsetOf',
    'weekdayOf',
    'maskPhone',
    'ParsedMobile',
    'parseKazakhMobile',
    'testNumberOutcome',
    'TestOutcome',
  ],
  message: 'A rule takes the calendar from the platform, and nothing that acts.',
};
const impure = [
  { selector: ':function[async=true]', message: 'A rule decides at once: no async.' },
  { selector: 'AwaitExpression', message: 'A rule decides at once: no await.' },
  {
    selector: ":matches(NewExpression, MemberExpression) > Identifier[name='Promise']",
    message: 'A rule decides at once.',
  },
  {
    selector: ':matches(ClassDeclaration, ClassExpression)',
    message: 'Rules are functions over plain data.',
  },
  { selector: 'ImportExpression', message: 'A rule imports nothing while it runs.' },
];
const impureGlobals = [
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({
    name,
    message: 'Time is passed in.',
  })),
  ...['process', 'fetch', 'crypto', 'console', 'globalThis', 'require'].map((name) => ({
    name,
    message: 'A rule touches nothing outside its arguments.',
  })),
];

// ---- Who may depend on whom. Blind without a project graph, so lint runs through nx.

const only = (sourceTag, ...tags) => ({ sourceTag, onlyDependOnLibsWithTags: tags });
const SERVICE_LIBRARIES = ['type:contracts', 'type:platform', 'type:smpp'];
const TOOL_LIBRARIES = ['type:tool', ...SERVICE_LIBRARIES];

const boundaries = (depConstraints) => [
  'error',
  { allow: [], allowCircularSelfDependency: false, enforceBuildableLibDependency: false, depConstraints },
];
const everyone = [
  only('type:platform', 'type:contracts'),
  only('type:testing', 'type:contracts', 'type:platform', 'type:tool'),
  only('type:tool', ...TOOL_LIBRARIES),
];
const sourceConstraints = [
  ...everyone,
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['none'], allowedExternalImports: ['zod'] },
  { sourceTag: 'type:smpp', onlyDependOnLibsWithTags: ['none'], allowedExternalImports: ['none'] },
  only('type:service', ...SERVICE_LIBRARIES),
  only('type:root', ...TOOL_LIBRARIES, 'type:testing'),
];
const specConstraints = [
  ...everyone,
  only('type:contracts', 'none'),
  only('type:smpp', 'none'),
  only('type:service', ...SERVICE_LIBRARIES, 'type:testing', 'type:tool'),
  only('type:root', ...TOOL_LIBRARIES, 'type:testing'),
];

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/node_modules/',
    '**/generated/',
    '.kezek/',
    '.nx/',
    'coverage/',
    'docs/',
    'tools/canaries/cases/',
  ]),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },

  // ---- Everything in TypeScript
  {
    files: SOURCES,
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // By code points is how text is split here: SMS counts them. Rows are classes for TypeORM, and plain data.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string', ...ROWS] }],
      // Nest types its options as classes and takes literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Nest's modules are empty classes with a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@nx/enforce-module-boundaries': boundaries(sourceConstraints),
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', { max: 4 }],
      complexity: ['error', { max: 10 }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      'no-restricted-imports': imports(kafkajs, routeDecorators, ...processModule),
      'no-restricted-properties': ['error', environment, ...guessing],
      'no-restricted-syntax': ['error', controllerPath, packing],
    },
  },

  // ---- The places that are allowed what others are not
  {
    files: ['libs/platform/src/**/*.ts'],
    rules: { 'no-restricted-imports': imports(kafkajs, ...processModule) },
  },
  {
    files: ['libs/platform/src/kafka/**/*.ts'],
    rules: { 'no-restricted-imports': imports(...processModule) },
  },
  {
    files: [
      'libs/platform/src/config/**/*.ts',
      'tools/*/src/{settings,main}.ts',
      'libs/testing/src/{environment,global-setup}.ts',
      '{tests,bench}/settings.ts',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': imports(kafkajs) },
  },
  {
    files: ['tools/stack/src/**/*.ts'],
    rules: { 'no-restricted-imports': imports(routeDecorators, ...processModule) },
  },

  // ---- What runs for months: no stream without a listener for its errors, nothing kept of each piece of work
  {
    files: ['services/*/src/**/*.ts', 'libs/platform/src/**/*.ts'],
    ignores: TESTS,
    rules: { 'no-restricted-syntax': ['error', controllerPath, packing, anySignal, ...unheard] },
  },

  // ---- A schema is as long as its tables, and the list of refusals as long as there are
  {
    files: ['services/*/src/migrations/*.ts', 'libs/contracts/src/kit/refusals.ts'],
    rules: { 'max-lines': 'off' },
  },

  // ---- Rules: pure, no clock, no I/O
  {
    files: ['**/*.rules.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-imports': imports(kafkajs, routeDecorators, purePlatform, ...processModule),
      'no-restricted-properties': ['error', environment, random, globalClock],
      'no-restricted-syntax': ['error', packing, ...impure],
    },
  },

  // ---- Tests: a `describe` is as long as its cases, and what they expect is written out; everything else holds
  {
    files: TESTS,
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': 'off',
      // Jest's asymmetric matchers (expect.any, expect.objectContaining) are typed `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@nx/enforce-module-boundaries': boundaries(specConstraints),
    },
  },

  // ---- Scripts and settings in plain JavaScript
  {
    files: SCRIPTS,
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser, ecmaVersion: 2024 },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', { max: 4 }],
      complexity: ['error', { max: 10 }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-unused-vars': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      'no-restricted-imports': imports(kafkajs),
      'no-restricted-syntax': ['error', packing],
      'prefer-const': 'error',
    },
  },
  // This file is as long as its rules.
  { files: ['*.config.mjs', '*.config.js'], rules: { 'no-restricted-exports': 'off', 'max-lines': 'off' } },
);
