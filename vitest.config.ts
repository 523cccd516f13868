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
            'packages/server/src/ingest/{contract,round-trip,writer,beats}.test.ts',
            'packages/server/src/query/{list-runs.property,search-runs}.test.ts',
            'packages/server/src/store/{queries,server-store,two-servers}.test.ts',
            'packages/server/src/http/{app,joins,links,live,process-beats,prices}.test.ts',
            'packages/server/src/http/langsmith/{writes,projects,beside,feedback,stats,v2}.test.ts',
          ],
          env: { TRACENEST_TEST_STORE: 'server' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // What a test waits for comes within milliseconds; on a busy machine it may take longer.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
