import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** Runs vitest itself on one small file; answers its status and its last line. */
function runOn(text: string, strict: boolean): { readonly status: number | null; readonly last: string | undefined } {
  // Inside the checkout, so that vitest can be found from there.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/tally-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const reporter = JSON.stringify(join(root, 'tools/vitest/tally-reporter.ts'))
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { tallyReporter } from ${reporter}
    export default { test: { include: ['./a.test.ts'], exclude: [], reporters: ['default', tallyReporter(${strict})] } }`,
  )
  writeFileSync(join(folder, 'a.test.ts'), `import { describe, expect, test } from 'vitest'\n${text}`)
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const run = spawnSync(process.execPath, [vitest, 'run', '--root', folder], { cwd: folder, encoding: 'utf8' })
  return { status: run.status, last: run.stdout.trimEnd().split('\n').at(-1) }
}

const PASSES = `test('passes', () => expect(1).toBe(1))\n`
const SKIPPED = `test.skipIf(true)('is skipped', () => expect(1).toBe(2))\n`

test.each([
  ['counts what passed and failed', `${PASSES}test('fails', () => expect(1).toBe(2))`, false, 1, '1 passed, 1 failed'],
  ['lets a skipped test be on a machine of a developer', PASSES + SKIPPED, false, 0, '1 passed, 0 failed'],
  ['fails a skipped test where nothing may be skipped', PASSES + SKIPPED, true, 1, '1 passed, 1 failed'],
  ['fails a file that cannot be loaded', `${PASSES}throw new Error('no')`, false, 1, '0 passed, 1 failed'],
  ['fails an error outside of any test', `${PASSES}setTimeout(() => { throw new Error('no') })`, false, 1, '1 passed, 1 failed'],
])('the tally %s', (_, text, strict, status, last) => {
  expect(runOn(text, strict)).toEqual({ status, last })
})
