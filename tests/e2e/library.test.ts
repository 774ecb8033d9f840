/** The library, as a program of somebody else would use it: from what is built, with its types, and through the package's name. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MeshError, openMesh } from '../../src/index.ts'
import { makePlace } from '../support/program.ts'
import { contractFor, IN_TIME, makeShop, ORDERS, TOO_LATE } from '../support/shop.ts'

const root = join(import.meta.dirname, '../..')
const TSC = join(root, 'node_modules/.bin/tsc')

describe('openMesh', { timeout: 60_000 }, () => {
  test('judges, records and remembers, as the guide says', async () => {
    const shop = makeShop({ 'landing/refunds.csv': ORDERS, 'monitors/shop/refunds.odcs.yaml': contractFor('refunds') })
    const mesh = await openMesh({ config: shop.at('meshwatch.yaml') })
    const steps: (readonly [number, number])[] = []
    const progress = (done: number, of: number): void => void steps.push([done, of])
    const answer = await mesh.check({ at: TOO_LATE, select: 'shop.orders, shop.refunds', progress })
    expect(answer).toMatchObject({ at: TOO_LATE, incidents: [{ type: 'freshness' }, { type: 'freshness' }] })
    expect(steps).toEqual([
      [1, 2],
      [2, 2],
    ])
    expect(await mesh.incidents({ status: 'open', select: 'shop.orders' })).toMatchObject([{ product: 'shop.orders', status: 'open' }])
    expect(await mesh.incidents({ status: ['resolved'] })).toEqual([])
    await mesh.close()
    await mesh.close()
    const again = await openMesh({ config: shop.at('meshwatch.yaml') })
    onTestFinished(() => again.close())
    expect(await again.incidents()).toHaveLength(2)
  })

  test('takes the times that programs have, and the present that it is given', async () => {
    const shop = makeShop()
    const mesh = await openMesh({ config: shop.at('meshwatch.yaml'), now: () => new Date(TOO_LATE) })
    onTestFinished(() => mesh.close())
    const freshness = async (at?: string | Date | number) =>
      (await mesh.check({ select: 'freshness', ...(at === undefined ? {} : { at }) })).verdicts[0]
    for (const at of [IN_TIME, new Date(IN_TIME), Date.parse(IN_TIME)])
      expect(await freshness(at)).toMatchObject({ state: 'pass', measuredAt: IN_TIME })
    expect((await mesh.check({ select: 'schema' })).at).toBe(TOO_LATE)
  })

  test('reads an object as it reads a file', async () => {
    const shop = makeShop()
    const config = {
      registry: shop.at('monitors'),
      store: 'sqlite::memory:',
      sources: { landing: { type: 'local', path: shop.at('landing') } },
    }
    const mesh = await openMesh({ config })
    onTestFinished(() => mesh.close())
    expect((await mesh.check({ at: IN_TIME })).verdicts.map(({ state }) => state)).toContain('pass')
    const refused = openMesh({ config: { ...config, registy: 'x' } })
    await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('unknown key "registy"') })
  })

  test('throws MeshErrors with a code and a hint', async () => {
    const shop = makeShop()
    const gone = await openMesh({ config: shop.at('gone.yaml') }).catch((error: unknown) => error)
    expect(gone).toBeInstanceOf(MeshError)
    expect(gone).toMatchObject({ code: 'CONFIG_NOT_FOUND', hint: expect.any(String) })
    const mesh = await openMesh({ config: shop.at('meshwatch.yaml') })
    onTestFinished(() => mesh.close())
    await expect(mesh.check({ select: 'nobody' })).rejects.toMatchObject({ code: 'SELECTOR_EMPTY', hint: expect.any(String) })
    await expect(mesh.check({ at: 'soon' })).rejects.toMatchObject({ code: 'USAGE', hint: expect.any(String) })
    await expect(mesh.incidents({ select: 'nobody' })).rejects.toMatchObject({ code: 'SELECTOR_EMPTY' })
  })

  test('lists a broken contract and goes on with the others', async () => {
    const shop = makeShop({ 'monitors/shop/wrong.odcs.yaml': 'nonsense' })
    const mesh = await openMesh({ config: shop.at('meshwatch.yaml') })
    onTestFinished(() => mesh.close())
    expect(mesh.diagnostics).toMatchObject([{ severity: 'error', line: 1, column: 1 }])
    expect((await mesh.check({ at: IN_TIME })).verdicts.length).toBeGreaterThan(3)
  })

  test('stops where it is told to, and records nothing of what it had begun', async () => {
    const shop = makeShop()
    const mesh = await openMesh({ config: shop.at('meshwatch.yaml') })
    onTestFinished(() => mesh.close())
    expect(await mesh.check({ at: TOO_LATE, cancel: AbortSignal.abort() })).toMatchObject({ verdicts: [], incidents: [] })
    expect(await mesh.incidents()).toEqual([])
  })
})

describe('the package', { timeout: 120_000 }, () => {
  test('has types that a strict program compiles with, and the code of the guide runs against it', () => {
    const place = makePlace({ 'package.json': JSON.stringify({ type: 'module' }) })
    const shop = makeShop()
    const home = place.at('node_modules/meshwatch')
    mkdirSync(home, { recursive: true })
    cpSync(join(root, 'package.json'), join(home, 'package.json'))
    run(TSC, ['-p', 'tsconfig.build.json', '--outDir', join(home, 'dist')], root)
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'))
    mkdirSync(place.at('node_modules/@types'), { recursive: true })
    symlinkSync(join(root, 'node_modules/@types/node'), place.at('node_modules/@types/node'))
    symlinkSync(join(root, 'node_modules/undici-types'), place.at('node_modules/undici-types'))

    const guide = readFileSync(join(root, 'docs/guides/library.md'), 'utf8')
    const examples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)
    expect(examples.length).toBeGreaterThan(0)
    for (const [index, code] of examples.entries()) {
      const file = `example-${index}.ts`
      place.write(file, code.replaceAll("'meshwatch.yaml'", JSON.stringify(shop.at('meshwatch.yaml'))))
      const strict = [
        '--strict',
        '--exactOptionalPropertyTypes',
        '--module',
        'nodenext',
        '--target',
        'es2024',
        '--types',
        'node',
        '--noEmit',
      ]
      run(TSC, [...strict, file], place.root)
      expect(run(process.execPath, [file], place.root)).toMatch(/^(pass|unknown|fail|warn) shop\.orders\/orders\//m)
    }
  })
})

function run(program: string, args: readonly string[], cwd: string): string {
  const done = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${done.status}: ${done.stdout}${done.stderr}`)
  return done.stdout
}
