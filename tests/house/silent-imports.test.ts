import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { filesLike, root } from './rules/repository.ts'

function faultsOfImporting(paths: readonly string[]): readonly string[] {
  const probe = join(import.meta.dirname, 'rules/import-probe.ts')
  const run = spawnSync(process.execPath, [probe, ...paths], { cwd: root, encoding: 'utf8', timeout: 60_000 })
  if (run.status !== 0) throw new Error(`the probe ended with ${run.status ?? run.signal}: ${run.stderr}`)
  return JSON.parse(run.stdout)
}

test('every module of src but the entry can be imported without anything happening', { timeout: 90_000 }, () => {
  const modules = filesLike(/^src\/.*\.ts$/).map(({ path }) => path)
  expect(faultsOfImporting(modules.filter((path) => path !== 'src/main.ts'))).toEqual([])
})

test.each([
  ['talks', 'console.log("hello")'],
  ['complains', 'console.error("hello")'],
  ['waits', 'setInterval(() => {}, 1_000)'],
  ['listens to signals', 'process.on("SIGTERM", () => {})'],
  ['sets the environment', 'process.env.MESHWATCH_PROBED = "yes"'],
  ['decides the exit status', 'process.exitCode = 3'],
  ['cannot be loaded', 'throw new Error("no")'],
  ['needs more than the erasure of types', 'export enum Colour { red }'],
])('it notices a module that %s', (_, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'meshwatch-house-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'loud.ts')
  writeFileSync(path, text)
  expect(faultsOfImporting([path])).toHaveLength(1)
})
