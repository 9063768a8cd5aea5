import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit` lies beside the code and needs nothing; `integration` lies in `test/` folders and runs
 * against the real servers that the global setup boots once for the whole run.
 */
export default defineConfig({
  test: {
    // More than there are cores: integration tests mostly wait for servers.
    maxWorkers: 4,
    projects: [
      { test: { name: 'unit', include: ['services/**/src/**/*.test.ts', 'services/proof/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['services/**/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'services/proof/**'],
          globalSetup: ['services/local/src/testing/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
