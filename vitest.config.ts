import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: {
    resolve: {
      conditions: ['@tracenest/source', 'node', 'import', 'default'],
      externalConditions: ['node', 'import', 'default'],
    },
  },
  resolve: { conditions: ['@tracenest/source', 'node', 'import', 'default'] },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Files share two cores with servers and browsers: what is about moments may need another try.
    retry: 1,
    // What tests leave unsent is not kept in the home of whoever runs them.
    env: { TRACENEST_SPOOL: 'off' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The same suites as above with their store on a server: one contract, two ways to have a store.
        extends: true,
        test: {
          name: 'unit-on-server',
          include: [
            'packages/server/src/ingest/contract.test.ts',
            'packages/server/src/http/{app,joins}.test.ts',
            'packages/server/src/http/langsmith/projects.test.ts',
          ],
          env: { TRACENEST_TEST_STORE: 'server' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          globalSetup: 'e2e/harness/prepare.ts',
          // What a test waits for comes within milliseconds; on a busy machine it may take longer.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
