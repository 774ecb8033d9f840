/** Hot reload over real files, real watches and the real clock: what a person does to the files, and what runs then. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { watchFolders } from '../../src/config/watch-folders.ts'
import { local } from '../../src/connectors/local/index.ts'
import { type Loaded, loadMesh, UnusableFiles } from '../../src/load-mesh.ts'
import { createReloader } from '../../src/reload.ts'
import { systemClock } from '../../src/system.ts'

const SOURCES = 'sources: { drops: { type: local, path: . } }\n'
const SERVER = 'servers: [{ server: drops, type: local, path: orders.csv, format: csv }]\nschema: [{ name: orders }]\n'

async function start(config: string) {
  const root = await mkdtemp(join(tmpdir(), 'meshwatch-reload-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const at = (path: string): string => join(root, path)
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(join(at(path), '..'), { recursive: true })
    await writeFile(at(path), path === 'meshwatch.yaml' ? `${text}\n${SOURCES}` : text)
  }
  const contract = (product: string, more = '') =>
    write(
      `monitors/${product.replace('.', '/')}.odcs.yaml`,
      `apiVersion: v3.1.0\nkind: DataContract\nid: ${product}\nname: ${product.replace(/^.*\./, '')}\nversion: 1.0.0\nstatus: active\n${SERVER}${more}`,
    )
  await write('meshwatch.yaml', config)
  await contract('sales.orders')
  const given = {
    env: {},
    readFile: (path: string) => readFile(path, 'utf8'),
    sources: new Map([['local', local.config]]),
    notifiers: new Map(),
  }
  const load = (before?: Loaded) => loadMesh(at('meshwatch.yaml'), given, before)
  const first = await load()
  const reloader = createReloader<Loaded>({
    initial: { value: first, diagnostics: first.diagnostics },
    load: async (running) => {
      try {
        const value = await load(running)
        return { value, diagnostics: value.diagnostics }
      } catch (error) {
        if (error instanceof UnusableFiles) return { diagnostics: error.diagnostics }
        throw error
      }
    },
    apply: () => {},
    folders: ({ registry }) => [...registry.folders.map((path) => ({ path })), { path: root, names: ['meshwatch.yaml'] }],
    watch: watchFolders,
    clock: systemClock,
    log: { error() {}, warn() {}, info() {}, debug() {} },
    settle: 20,
  })
  onTestFinished(() => reloader.close())
  await vi.waitFor(() => expect(reloader.status().at).toBeGreaterThan(reloader.status().appliedAt))
  const products = () => [...reloader.running.registry.mesh.products.keys()]
  return { at, write, contract, reloader, products, seen: (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 10 }) }
}

test('contracts come and go, in new folders as well, and the others are left alone', async () => {
  const { at, contract, reloader, products, seen } = await start('domains: { sales: }')
  const orders = reloader.running.registry.mesh.products.get('sales.orders')
  expect(orders).toBeDefined()
  await contract('stock.items')
  await seen(() => expect(products()).toEqual(['sales.orders', 'stock.items']))
  await contract('stock.prices')
  await seen(() => expect(products()).toEqual(['sales.orders', 'stock.items', 'stock.prices']))
  await rm(at('monitors/stock'), { recursive: true })
  await seen(() => expect(products()).toEqual(['sales.orders']))
  expect(reloader.running.registry.mesh.products.get('sales.orders')).toBe(orders)
  expect(reloader.status().ok).toBe(true)
})

test('a configuration that is broken changes nothing and is told, until it is repaired', async () => {
  const { write, contract, reloader, products, seen } = await start('defaults: { interval: 5m }')
  await write('meshwatch.yaml', 'defaults: { interval: 5 }')
  await seen(() =>
    expect(reloader.status()).toMatchObject({ ok: false, generation: 1, diagnostics: [{ code: 'bad-format', line: 1, column: 23 }] }),
  )
  await contract('sales.refunds')
  await reloader.reload()
  expect(products()).toEqual(['sales.orders'])
  expect(reloader.running.config.defaults.settings.interval).toBe(300_000)
  await write('meshwatch.yaml', 'defaults: { interval: 1m }')
  await seen(() => expect(reloader.status()).toMatchObject({ ok: true, generation: 2 }))
  expect(products()).toEqual(['sales.orders', 'sales.refunds'])
  expect(reloader.running.config.defaults.settings.interval).toBe(60_000)
})

test('a contract that breaks goes on in its last good form, and a registry that is gone stops nothing', async () => {
  const { at, contract, reloader, products, seen } = await start('domains: { sales: }')
  await contract('sales.orders', 'nmae: x')
  await seen(() =>
    expect(
      reloader
        .status()
        .diagnostics.map(({ code }) => code)
        .sort(),
    ).toEqual(['last-good-form', 'unknown-key']),
  )
  expect(products()).toEqual(['sales.orders'])
  await rm(at('monitors'), { recursive: true })
  await seen(() => expect(reloader.status()).toMatchObject({ ok: false, diagnostics: [{ file: at('monitors') }] }))
  expect(products()).toEqual(['sales.orders'])
  await contract('sales.orders', 'tenant: back')
  await reloader.reload()
  expect(reloader.status()).toMatchObject({ ok: true, diagnostics: [] })
})
