import { defineConfig } from 'vitest/config';

/**
 * `unit` lies beside the code and needs nothing; two others lie in `test/` folders: `rendering` needs the tools that
 * clusters/tools builds once, `integration` the real servers that its global setup boots once for the whole run. `page` has the
 * whole product, and a browser. `cluster`,
 * which is not part of `npm test`, runs Kubernetes on this machine: `npx vitest run --project cluster`.
 */
export default defineConfig({
  test: {
    // More than there are cores: integration tests mostly wait for servers.
    maxWorkers: 4,
    // A condition that never comes fails just as well after 20 s, one that comes late on a busy machine is no failure.
    expect: { poll: { timeout: 20_000 } },
    // Likewise: some tests start programs, and `npm run check` compiles and lints meanwhile.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'services/**/src/**/*.test.ts',
            'services/proof/**/*.test.ts',
            'clusters/tools/src/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'services/proof/*/test/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'rendering',
          include: ['clusters/tools/test/**/*.test.ts'],
          globalSetup: ['clusters/tools/test/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['clusters/tools/cluster-test/**/*.test.ts'],
          maxWorkers: 1, // there is one cluster a machine
          testTimeout: 300_000,
          hookTimeout: 30 * 60_000, // in which all of Kubernetes may have to be built
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['services/**/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'services/web/**'],
          globalSetup: ['services/local/src/testing/global-setup.ts'],
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          include: ['services/web/test/**/*.test.ts'],
          globalSetup: ['services/web/test/support/global-setup.ts'],
          maxWorkers: 1, // one browser at a time
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
