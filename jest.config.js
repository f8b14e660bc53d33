// One Jest for the whole repository. `unit` needs nothing; `integration` a PostgreSQL; `system` the whole stack.
const base = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['kezek-source', 'node', 'require', 'default'] },
  transform: {
    '^.+\\.[mc]?[jt]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|@opentelemetry/otlp-exporter-base|jose|temporal-polyfill|temporal-utils|intl-messageformat|@formatjs|content-disposition)/)',
  ],
  modulePathIgnorePatterns: ['/dist/', '/\\.kezek/'],
};

// Starts what the environment doesn't name: PostgreSQL, Kafka, Redis; once for a run.
const infrastructure = {
  globalSetup: '<rootDir>/libs/testing/jest/global-setup.cjs',
  globalTeardown: '<rootDir>/libs/testing/jest/global-teardown.cjs',
  setupFilesAfterEnv: ['<rootDir>/libs/testing/jest/time-limit.cjs'],
};

module.exports = {
  // Much of a test is waiting: for a day at 60 times, for a process to start, for Kafka to be away a minute.
  maxWorkers: 2,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{libs,services,tools}/**/src/**/*.spec.ts'] },
    {
      ...base,
      ...infrastructure,
      displayName: 'integration',
      testMatch: ['<rootDir>/{libs,services,tools}/**/src/**/*.int-spec.ts'],
    },
    { ...base, ...infrastructure, displayName: 'system', testMatch: ['<rootDir>/tests/**/*.sys-spec.ts'] },
  ],
};
