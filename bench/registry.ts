/**
 * How long a registry of 10,000 contracts takes to load, to reload when one file changed, and to look at when none did; and for how
 * long the event loop stands still meanwhile. Arguments: number of contracts.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { RegistryContext } from '../src/contracts/registry/contract-file.ts'
import { type LoadedRegistry, loadRegistry, type Registry } from '../src/contracts/registry/load-registry.ts'
import { openContractReader } from '../src/contracts/registry/open-contract-reader.ts'
import { DEFAULT_SETTINGS } from '../src/core/settings.ts'

const PER_DOMAIN = 100
const FIELDS = 8

export async function run([count = '10000']: readonly string[]): Promise<unknown> {
  const contracts = Number(count)
  const folder = await mkdtemp(join(tmpdir(), 'meshwatch-bench-'))
  try {
    await writeContracts(folder, contracts)
    const context = contextFor(contracts)
    const load = (previous?: Registry) => loadRegistry(folder, context, openContractReader, previous)
    const first = await measure(() => load())
    const registry = registryOf(first.answer)
    await writeFile(join(folder, 'domain-0', 'product-0.odcs.yaml'), contract(0, '1.0.1'))
    const changed = await measure(() => load(registry))
    const unchanged = await measure(() => load(registryOf(changed.answer)))
    return {
      contracts,
      products: registry.mesh.products.size,
      checks: [...registry.mesh.datasets.values()].reduce((sum, { checks }) => sum + checks.length, 0),
      diagnostics: registry.diagnostics.length,
      load: first.figures,
      reloadOneChanged: changed.figures,
      reloadNoneChanged: unchanged.figures,
      productsReplaced: [...registryOf(changed.answer).mesh.products].filter(([id, product]) => registry.mesh.products.get(id) !== product)
        .length,
      rssMegabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measure<T>(work: () => Promise<T>) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const start = performance.now()
  const answer = await work()
  const milliseconds = Math.round(performance.now() - start)
  await new Promise((turn) => setTimeout(turn, 5))
  delay.disable()
  const toMillis = (nanoseconds: number) => Math.round(nanoseconds / 1e5) / 10
  return { answer, figures: { milliseconds, eventLoopDelay: { p99: toMillis(delay.percentile(99)), max: toMillis(delay.max) } } }
}

function registryOf({ registry, diagnostics }: LoadedRegistry): Registry {
  if (registry === undefined) throw new Error(JSON.stringify(diagnostics))
  return registry
}

function contextFor(contracts: number): RegistryContext {
  const ids = Array.from({ length: Math.ceil(contracts / PER_DOMAIN) }, (_, index) => `domain-${index}`)
  return {
    domains: new Map(ids.map((id) => [id, { id, zone: 'Europe/Berlin', settings: DEFAULT_SETTINGS }])),
    defaults: { settings: DEFAULT_SETTINGS, channel: '#data-platform' },
    sources: new Map([['warehouse', { type: 'postgres' }]]),
    receivers: new Map(),
  }
}

async function writeContracts(folder: string, contracts: number): Promise<void> {
  for (let index = 0; index < contracts; index++) {
    const domain = join(folder, `domain-${Math.floor(index / PER_DOMAIN)}`)
    if (index % PER_DOMAIN === 0) await mkdir(domain)
    await writeFile(join(domain, `product-${index}.odcs.yaml`), contract(index, '1.0.0'))
  }
}

function contract(index: number, version: string): string {
  const fields = Array.from({ length: FIELDS }, (_, field) => [
    `      - name: field_${field}`,
    `        logicalType: ${field === 0 ? 'timestamp' : 'number'}`,
    '        required: true',
    `        description: what field ${field} holds`,
  ])
  return [
    'apiVersion: v3.1.0',
    'kind: DataContract',
    `id: contract-${index}`,
    `name: product-${index}`,
    `version: ${version}`,
    'status: active',
    `domain: domain-${Math.floor(index / PER_DOMAIN)}`,
    'description:',
    '  purpose: What this product is for, in a sentence that is about as long as such sentences are.',
    'team:',
    '  name: Team',
    '  members:',
    '    - username: someone@example.com',
    '      role: Owner',
    'servers:',
    '  - server: warehouse',
    '    type: postgres',
    '    host: db.example.com',
    '    port: 5432',
    '    database: mesh',
    '    schema: public',
    'schema:',
    `  - name: table_${index}`,
    `    physicalName: table_${index}`,
    '    properties:',
    ...fields.flat(),
    '    quality:',
    '      - type: library',
    '        metric: rowCount',
    '        mustBeGreaterThan: 1000',
    'slaProperties:',
    '  - property: latency',
    '    value: 30',
    '    unit: m',
    `    element: table_${index}.field_0`,
    'support:',
    "  - channel: '#domain-data'",
    '    tool: slack',
    '',
  ].join('\n')
}
