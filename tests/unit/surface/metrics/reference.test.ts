import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/metrics.md'), 'utf8')
const silent = { error() {}, warn() {}, info() {}, debug() {} }
const { described } = createMetrics({ clock: { now: () => 0, after: () => () => {} }, log: silent })
const isOwn = (name: string) => /^(dataproduct|meshwatch)_/.test(name)

test('metrics.md says of each metric of ours what the scrape says: type, labels, meaning', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \|([^|]*)\| (.+) \|$/gm)]
  const listed = rows.map(([, name, type, labels = '', help]) => ({ name, type, labels: labels.match(/\w+/g) ?? [], help }))
  const exported = described
    .filter(({ name }) => isOwn(name))
    .map(({ name, type, labels, help }) => ({ name, type, labels: [...labels], help }))
  expect(listed).toEqual(exported)
})

test('metrics.md names each metric of the process', () => {
  const names = described.map(({ name }) => name).filter((name) => !isOwn(name))
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
