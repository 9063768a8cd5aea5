import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit` lies beside the code and needs nothing; `integration` lies in `test/` folders and runs
 * against the real servers that the global setup boots once for the whole run.
 */
export default defineConfig({
  test: {
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
