import { defineConfig } from 'vitest/config'
import { tallyReporter } from './tools/vitest/tally-reporter.ts'

const inCi = process.env.CI === 'true'

export default defineConfig({
  test: {
    // The stories are told twice: on the embedded store, and on Postgres. Those with a store of their own would be the same twice.
    projects: [
      { extends: true, test: { name: 'all', include: ['tests/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'on Postgres',
          include: ['tests/timeline/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'tests/timeline/{backtest,day-one,one-bad-day}.test.ts'],
          env: { MESHWATCH_STORY_STORE: 'postgres' },
        },
      },
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    // Many tests wait for processes, databases and servers, so that no core need be left free.
    maxWorkers: '100%',
    // Stories of whole days take long on a machine that does other things as well.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    allowOnly: !inCi,
    reporters: [inCi ? ['default', { summary: false }] : 'default', tallyReporter(inCi)],
  },
})
