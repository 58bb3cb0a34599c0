import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const folders = '{src,services,dashboards,alerts,k6,monitoring,wallet/src,tests}'

export default defineConfig({
  test: {
    // Most tests wait for servers and for k6: two at a time, also on two cores, where the default is one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', './tests/support/plain-reporter.ts'],
    // Two projects: `fast` is `npm test`; `slow` holds whatever starts a whole stack or a browser (`*.slow.test.ts`).
    projects: [
      {
        test: {
          name: 'fast',
          include: [`${folders}/**/*.test.ts`],
          exclude: ['**/*.slow.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 600_000,
          globalSetup: ['tests/support/tools.ts'],
        },
      },
      {
        test: {
          name: 'slow',
          include: [`${folders}/**/*.slow.test.ts`],
          exclude: ['**/node_modules/**'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          globalSetup: ['tests/support/tools.ts'],
        },
      },
    ],
  },
})
