import { defineConfig } from 'vitest/config'
import { tallyReporter } from './tools/vitest/tally-reporter.ts'

const inCi = process.env.CI === 'true'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    allowOnly: !inCi,
    reporters: [inCi ? ['default', { summary: false }] : 'default', tallyReporter(inCi)],
  },
})
