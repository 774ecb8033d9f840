import { mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { context, makeFolder, productsOf, registryOf } from './folder.ts'

describe('what is read', () => {
  test('the contracts in the folders of domains, and nothing hidden or set apart', async () => {
    const folder = await makeFolder()
    for (const path of ['sales/orders.odcs.yaml', 'sales/refunds.odcs.yml', 'stock/items.odcs.json']) await folder.contract(path)
    await folder.write('stock/items.odcs.json', '{"id": "i", "name": "items"}')
    for (const path of ['_policies/a.odcs.yaml', '.git/b.odcs.yaml', 'sales/.c.odcs.yaml', 'sales/README.md']) await folder.contract(path)
    const loaded = await folder.load()
    expect(productsOf(loaded)).toEqual(['sales.orders', 'sales.refunds', 'stock.items'])
    expect(folder.told(loaded)).toEqual([])
  })

  test('what looks like a contract but is not read is told', async () => {
    const folder = await makeFolder()
    for (const path of ['orders.odcs.yaml', 'sales/orders.yaml', 'a.b/orders.odcs.yaml', 'north/orders.odcs.yaml'])
      await folder.contract(path)
    expect(folder.told(await folder.load())).toEqual([
      'a.b:1:1 bad-domain-name this folder is not read',
      'north:1:1 unconfigured-domain the domain north has contracts but no entry in the configuration, so the defaults hold for it',
      'orders.odcs.yaml:1:1 no-domain a contract stands in the folder of its domain',
      'sales/orders.yaml:1:1 not-a-contract this file is not read',
    ])
  })

  test('links and the layout of a mounted ConfigMap, before and after its swap', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/..v1/orders.odcs.yaml', 'version: "1"')
    await symlink('..v1', folder.at('sales/..data'))
    await symlink('..data/orders.odcs.yaml', folder.at('sales/orders.odcs.yaml'))
    await symlink('sales', folder.at('stock'))
    const first = await folder.load()
    expect(productsOf(first)).toEqual(['sales.orders'])
    expect(folder.told(first)).toEqual([
      expect.stringMatching(/^sales\/orders.* taken-twice contract .* registered again by stock\//),
      expect.stringMatching(/^stock\/orders.* taken-twice contract .* registered by sales\//),
    ])

    await folder.contract('sales/..v2/orders.odcs.yaml', 'version: "2"')
    await symlink('..v2', folder.at('sales/..tmp'))
    await rename(folder.at('sales/..tmp'), folder.at('sales/..data'))
    await rm(folder.at('sales/..v1'), { recursive: true })
    const second = registryOf(await folder.load(registryOf(first)))
    expect(second.mesh.products.get('sales.orders')?.version).toBe('2')
  })
})

describe('a broken file', () => {
  test('stops only itself', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/orders.odcs.yaml')
    await folder.contract('sales/refunds.odcs.yaml', 'nmae: x')
    await folder.write('sales/half.odcs.yaml', 'id: x\nname: "ha')
    await symlink('nowhere', folder.at('sales/gone.odcs.yaml'))
    await mkdir(folder.at('sales/folder.odcs.yaml'))
    const loaded = await folder.load()
    expect(productsOf(loaded)).toEqual(['sales.orders'])
    expect(folder.told(loaded)).toEqual([
      'sales/folder.odcs.yaml:1:1 unreadable-file it cannot be read: EISDIR',
      'sales/gone.odcs.yaml:1:1 unreadable-file it cannot be read: ENOENT',
      expect.stringMatching(/^sales\/half.odcs.yaml:2:\d+ not-yaml/),
      'sales/refunds.odcs.yaml:3:1 unknown-key unknown key "nmae"',
    ])
  })

  test.each(['', 'id: x\nname: "half wri', 'id: [', 'name: orders'])('that ran before goes on in its last good form: %j', async (text) => {
    const folder = await makeFolder()
    await folder.contract('sales/orders.odcs.yaml')
    const first = registryOf(await folder.load())
    await folder.write('sales/orders.odcs.yaml', text)
    const second = await folder.load(first)
    expect(registryOf(second).mesh.products.get('sales.orders')).toBe(first.mesh.products.get('sales.orders'))
    expect(folder.told(second)).toContain('sales/orders.odcs.yaml:1:1 last-good-form sales.orders goes on in its last good form, version 1')
    expect(second.diagnostics.some(({ severity }) => severity === 'error')).toBe(true)

    const third = await folder.load(registryOf(second))
    expect(third.registry).toBe(second.registry)
    await folder.contract('sales/orders.odcs.yaml', 'version: "2"')
    const repaired = await folder.load(registryOf(third))
    expect(repaired.registry?.mesh.products.get('sales.orders')?.version).toBe('2')
    expect(folder.told(repaired)).toEqual([])
  })

  test('that was deleted is a product less, and so is a deleted domain', async () => {
    const folder = await makeFolder()
    for (const path of ['sales/orders.odcs.yaml', 'sales/refunds.odcs.yaml', 'stock/items.odcs.yaml']) await folder.contract(path)
    const first = registryOf(await folder.load())
    await rm(folder.at('sales/orders.odcs.yaml'))
    await rm(folder.at('stock'), { recursive: true })
    expect(productsOf(await folder.load(first))).toEqual(['sales.refunds'])
  })

  test('a registry that is gone or suddenly empty is no registry', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/orders.odcs.yaml')
    const first = registryOf(await folder.load())
    await rm(folder.at('sales'), { recursive: true })
    expect(await folder.load(first)).toMatchObject({ diagnostics: [{ code: 'registry-empty' }] })
    expect((await folder.load(first)).registry).toBeUndefined()
    expect(productsOf(await folder.load())).toEqual([])
    await rm(folder.root, { recursive: true })
    expect(await folder.load(first)).toMatchObject({ diagnostics: [{ code: 'unreadable-file', message: 'it cannot be read: ENOENT' }] })
  })
})

describe('names taken twice', () => {
  test('both files are named, the first one runs', async () => {
    const folder = await makeFolder()
    await folder.write('sales/a.odcs.yaml', 'id: one\nname: orders')
    await folder.write('sales/b.odcs.yaml', 'name: orders\nid: two')
    await folder.write('stock/c.odcs.yaml', 'name: items\nid: one')
    const loaded = await folder.load()
    expect(productsOf(loaded)).toEqual(['sales.orders'])
    expect(folder.told(loaded).sort()).toEqual([
      'sales/a.odcs.yaml:1:5 taken-twice contract "one" is registered again by stock/c.odcs.yaml',
      'sales/a.odcs.yaml:1:5 taken-twice product sales.orders is registered again by sales/b.odcs.yaml',
      'sales/b.odcs.yaml:2:5 taken-twice product sales.orders is registered by sales/a.odcs.yaml already',
      'stock/c.odcs.yaml:2:5 taken-twice contract "one" is registered by sales/a.odcs.yaml already',
    ])
  })

  test('a newcomer does not push out what runs, whatever its file is called', async () => {
    const folder = await makeFolder()
    await folder.write('sales/b.odcs.yaml', 'id: one\nname: orders')
    const first = registryOf(await folder.load())
    await folder.write('sales/a.odcs.yaml', 'id: one\nname: orders')
    const second = registryOf(await folder.load(first))
    expect(second.mesh.products.get('sales.orders')).toBe(first.mesh.products.get('sales.orders'))
  })

  test('a product whose file takes the name of another goes on as it was', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/orders.odcs.yaml')
    await folder.contract('sales/refunds.odcs.yaml')
    const first = registryOf(await folder.load())
    await folder.write('sales/orders.odcs.yaml', 'id: new\nname: refunds')
    expect(productsOf(await folder.load(first))).toEqual(['sales.orders', 'sales.refunds'])
  })
})

describe('what has not changed', () => {
  test('is not read again, and stays the same object', async () => {
    const folder = await makeFolder()
    for (const path of ['sales/orders.odcs.yaml', 'sales/refunds.odcs.yaml', 'stock/items.odcs.yaml']) await folder.contract(path)
    const first = registryOf(await folder.load())
    expect(folder.readsSince()).toHaveLength(3)
    expect((await folder.load(first)).registry).toBe(first)
    await folder.contract('sales/orders.odcs.yaml', 'version: "2"')
    const second = registryOf(await folder.load(first))
    expect(folder.readsSince()).toEqual(['sales/orders.odcs.yaml'])
    expect(second.mesh.products.get('sales.refunds')).toBe(first.mesh.products.get('sales.refunds'))
    expect(second.mesh.products.get('sales.orders')).not.toBe(first.mesh.products.get('sales.orders'))
  })

  test('is known by its content when only its time is new, and by its meaning when only a comment is', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/orders.odcs.yaml')
    const first = registryOf(await folder.load())
    folder.readsSince()
    await utimes(folder.at('sales/orders.odcs.yaml'), 1, 1)
    expect((await folder.load(first)).registry).toBe(first)
    expect(folder.readsSince()).toEqual([])
    await folder.contract('sales/orders.odcs.yaml', '# a comment')
    const second = registryOf(await folder.load(first))
    expect(folder.readsSince()).toHaveLength(1)
    expect(second.mesh.products.get('sales.orders')).toBe(first.mesh.products.get('sales.orders'))
  })

  test('is compiled again when the configuration says something else, and not when it says the same', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/orders.odcs.yaml')
    await folder.contract('stock/items.odcs.yaml')
    const first = registryOf(await folder.load())
    folder.readsSince()
    expect((await folder.load(first, structuredClone(context))).registry).toBe(first)
    const elsewhere = {
      ...context,
      domains: new Map([...context.domains].map(([id, domain]) => [id, id === 'sales' ? { ...domain, zone: 'Asia/Tokyo' } : domain])),
    }
    const second = registryOf(await folder.load(first, elsewhere))
    expect(folder.readsSince()).toHaveLength(2)
    expect(second.mesh.products.get('sales.orders')?.status).toBe('Asia/Tokyo')
    expect(second.mesh.products.get('stock.items')).toBe(first.mesh.products.get('stock.items'))
  })
})

describe('lineage', () => {
  test('goes over any number of steps, and an unknown upstream is told at its place', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/orders.odcs.yaml')
    await folder.contract('sales/revenue.odcs.yaml', 'dependsOn: [sales.orders, sales.ordres]')
    await folder.contract('stock/board.odcs.yaml', 'dependsOn: [sales.revenue]')
    const loaded = await folder.load()
    expect(registryOf(loaded).mesh.dependents).toEqual(
      new Map([
        ['sales.orders', ['sales.revenue', 'stock.board']],
        ['sales.revenue', ['stock.board']],
      ]),
    )
    expect(folder.told(loaded)).toEqual(['sales/revenue.odcs.yaml:3:27 unknown-upstream no product is called "sales.ordres"'])
    expect(loaded.diagnostics).toMatchObject([{ severity: 'warning', path: 'dependsOn[1]', hint: 'did you mean "sales.orders"?' }])
  })

  test('a circle is told once and does no harm', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/a.odcs.yaml', 'dependsOn: [sales.c]')
    await folder.contract('sales/b.odcs.yaml', 'dependsOn: [sales.a]')
    await folder.contract('sales/c.odcs.yaml', 'dependsOn: [sales.b]')
    await folder.contract('sales/self.odcs.yaml', 'dependsOn: [sales.self]')
    const loaded = await folder.load()
    expect(registryOf(loaded).mesh.dependents.get('sales.a')).toEqual(['sales.b', 'sales.c'])
    expect(registryOf(loaded).mesh.dependents.get('sales.self')).toEqual([])
    expect(folder.told(loaded)).toEqual([
      expect.stringMatching(/:3:13 circular-lineage sales.\w depends on itself by way of sales.\w, sales.\w$/),
      expect.stringMatching(/^sales\/self.* circular-lineage sales.self depends on itself$/),
    ])
  })
})

test('a file that is being replaced again and again is read whole or not at all', async () => {
  const folder = await makeFolder()
  await folder.contract('sales/orders.odcs.yaml')
  let registry = registryOf(await folder.load())
  let writing = true
  const writer = (async () => {
    for (let round = 0; writing; round++) await writeFile(folder.at('sales/orders.odcs.yaml'), `id: x\nname: orders\nversion: "${round}"\n`)
  })()
  for (let round = 0; round < 50; round++) {
    registry = registryOf(await folder.load(registry))
    expect([...registry.mesh.products.keys()]).toEqual(['sales.orders'])
  }
  writing = false
  await writer
})

describe('a file of a data product', () => {
  const product = (inputs: readonly string[], outputs: readonly string[]) =>
    JSON.stringify({
      apiVersion: 'v1.0.0',
      kind: 'DataProduct',
      id: 'p',
      status: 'active',
      inputPorts: inputs.map((contractId, index) => ({ name: `in${index}`, version: '1', contractId })),
      outputPorts: [
        ...outputs.map((contractId, index) => ({ name: `out${index}`, version: '1', contractId })),
        { name: 'free', version: '1' },
      ],
    })

  test('says by its ports what is made from what, and a change of it is a change of the mesh', async () => {
    const folder = await makeFolder()
    const ids: Record<string, string> = {}
    for (const name of ['orders', 'payments', 'revenue']) {
      await folder.contract(`sales/${name}.odcs.yaml`)
      ids[name] = registryOf(await folder.load()).mesh.products.get(`sales.${name}`)?.contract ?? ''
    }
    const { orders = '', payments = '', revenue = '' } = ids
    await folder.write('sales/finance.odps.yaml', product([orders, payments], [revenue]))
    const first = registryOf(await folder.load())
    expect(first.mesh.products.get('sales.revenue')?.dependsOn).toEqual(['sales.orders', 'sales.payments'])
    expect(first.mesh.dependents.get('sales.orders')).toEqual(['sales.revenue'])
    expect(registryOf(await folder.load(first))).toBe(first)
    await folder.write('sales/finance.odps.yaml', product([orders], [revenue]))
    expect(registryOf(await folder.load(first)).mesh.products.get('sales.revenue')?.dependsOn).toEqual(['sales.orders'])
  })

  test('that names a contract nobody registered, or is broken, is told with its place', async () => {
    const folder = await makeFolder()
    await folder.contract('sales/orders.odcs.yaml')
    await folder.write('sales/finance.odps.yaml', 'inputPorts:\n  - contractId: nobody\n')
    await folder.write('sales/half.odps.yaml', 'inputPorts: "ha')
    const told = folder.told(await folder.load())
    expect(told).toContainEqual(
      expect.stringMatching(/^sales\/finance\.odps\.yaml:2:\d+ unknown-port no contract here has the id "nobody"/),
    )
    expect(told).toContainEqual(expect.stringMatching(/^sales\/half\.odps\.yaml:1:/))
  })
})
