/** Whatever is wrong in one file is told at its place, all of it, and stops nothing else. */
import { mkdirSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CONFIG, contractFor, IN_TIME, makeShop, TOO_LATE } from '../support/shop.ts'

const FILE = 'monitors/shop/wrong.odcs.yaml'
const good = contractFor('wrong')
  .replace('path: wrong.csv', 'path: orders.csv')
  .replace('physicalName: wrong.csv', 'physicalName: orders.csv')
const deadline = (zone: string, schedule: string) =>
  good.replace(
    / {2}- \{ property: latency.*\n/,
    `  - { property: timeOfAvailability, value: '07:00', valueExt: ${zone}, scheduler: cron, schedule: '${schedule}', element: wrong.placed_at }\n`,
  )

const BROKEN: readonly (readonly [what: string, text: string | Uint8Array, findings: readonly string[]])[] = [
  [
    'unknown keys',
    good.replace('version:', 'verson:').replace('logicalType: number', 'logicaltype: number'),
    [
      '1:1 error missing-key missing key "version"',
      '5:1 error unknown-key unknown key "verson" (did you mean "version"?)',
      '15:25 error unknown-key unknown key "logicaltype" (did you mean "logicalType"?)',
    ],
  ],
  [
    'a wrong unit',
    good.replace('unit: h', 'unit: hurs'),
    ['17:42 error bad-unit latency: "hurs" is not a unit of time (did you mean "hrs"?)'],
  ],
  [
    'a missing source',
    good.replace('server: landing', 'server: landng'),
    ['8:15 error unknown-source no source "landng" is configured (did you mean "landing"?)'],
  ],
  ['a bad cron', deadline('UTC', '0 25 * * *'), ['17:95 error bad-cron']],
  [
    'a bad zone and a bad cron',
    deadline('Europe/Berln', '0 25 * * *'),
    ['17:63 error unknown-zone "Europe/Berln" is not a time zone (did you mean "Europe/Berlin"?)', '17:104 error bad-cron'],
  ],
  ['a file half written', good.slice(0, good.indexOf(', primaryKey')), ['13:63 error not-yaml']],
  [
    'an id that is taken',
    good.replace('id: shop-wrong', 'id: shop-orders'),
    ['3:5 error taken-twice contract "shop-orders" is registered by monitors/shop/orders.odcs.yaml already (give'],
  ],
  [
    'another encoding',
    Uint8Array.from(Buffer.from(good.replace('shop-wrong', 'caf\u00e9'), 'latin1')),
    ['3:8 error not-utf8 a character here is not UTF-8 (save the file as UTF-8)'],
  ],
  ['a file without end', `${good}#${'x'.repeat(3_000_000)}`, ['1:1 error file-too-large']],
  ['aliases that grow', bomb(), ['1:1 error too-many-aliases']],
  ['an empty file', '', ['1:1 error empty-file the file is empty']],
]

describe('a broken contract among good ones', { timeout: 60_000 }, () => {
  test.each(BROKEN)('%s: told at its place with a hint, and nothing else is stopped', (_, text, findings) => {
    const shop = makeShop({
      'landing/refunds.csv': 'order_id,placed_at,amount\n',
      'monitors/shop/refunds.odcs.yaml': contractFor('refunds'),
    })
    shop.write(FILE, text)
    const { status, out } = shop.run(['validate'])
    const told = out.split('\n').filter((line) => line.startsWith(`${FILE}:`))
    expect({ status, told }).toEqual({ status: 2, told: findings.map((finding) => expect.stringContaining(`${FILE}:${finding}`)) })
    if (!findings[0]?.includes('empty-file')) expect(told.at(-1)).toMatch(/ \(.+\)$/)
    expect(out).toMatch(/^2 products, /m)
  })

  test('a folder that is called like a contract', () => {
    const shop = makeShop()
    mkdirSync(shop.at(FILE))
    expect(shop.run(['validate']).out).toContain(`${FILE}:1:1 error unreadable-file it cannot be read: EISDIR (a contract is a file`)
  })

  test('a contract in JSON is a contract, and is told apart by line and column as well', () => {
    const json = { apiVersion: 'v3.1.0', kind: 'DataContract', id: 'j', name: 'j', version: '1.0.0', status: 'active' }
    const shop = makeShop({ 'monitors/shop/j.odcs.json': JSON.stringify(json, null, 2) })
    expect(shop.run(['validate'])).toMatchObject({ status: 0, out: expect.stringMatching(/^2 products/m) })
    shop.write('monitors/shop/j.odcs.json', JSON.stringify({ ...json, schemas: [] }, null, 2))
    expect(shop.run(['validate']).out).toContain(
      'monitors/shop/j.odcs.json:8:3 error unknown-key unknown key "schemas" (did you mean "schema"?)',
    )
  })

  test('the good ones are judged, and the exit code tells of the broken one unless there is worse', () => {
    const shop = makeShop({ [FILE]: 'nonsense' })
    const fine = shop.run(['check', '--at', IN_TIME, '--format', 'json'])
    expect(fine.status).toBe(2)
    expect(fine.err).toMatch(/^monitors\/shop\/wrong\.odcs\.yaml:1:1 error not-a-mapping .*\n$/)
    expect(JSON.parse(fine.out).verdicts.length).toBeGreaterThan(3)
    expect(shop.run(['check', '--at', TOO_LATE]).status).toBe(1)
  })
})

describe('a broken configuration', { timeout: 60_000 }, () => {
  const sources = CONFIG.replace(/domains:[\s\S]*/, '')
  test.each([
    ['an unknown key', CONFIG.replace('sources:', 'sorces:'), ['1:1 error unknown-key unknown key "sorces" (did you mean "sources"?)']],
    [
      'a wrong unit and a wrong zone at once',
      `${sources}defaults:\n  interval: 5 minuts\n  timezone: Europe/Berln\n`,
      ['4:13 error bad-duration', '5:13 error unknown-zone "Europe/Berln" is not a time zone (did you mean "Europe/Berlin"?)'],
    ],
    ['a kind of source that does not exist', 'sources:\n  a: { type: postgress }\n', ['2:14 error unknown-type']],
    [
      'a variable that is not set',
      `${sources}notifiers:\n  slack: { type: slack, token: "\${NO_SUCH_TOKEN}" }\n`,
      ['4:32 error missing-variable'],
    ],
    ['an open door', `${sources}http: { host: 0.0.0.0 }\n`, ['3:15 error open-door']],
    ['half a file', 'sources:\n  landing: { type: local, pa', ['2:2']],
    ['another encoding', 'sources:\n  \u00fc: {}\n', ['2:3 error not-utf8']],
    ['an empty file that is none', '- a\n- b\n', ['1:1 error not-a-mapping']],
  ])('%s', (_, text, findings) => {
    const shop = makeShop()
    shop.write('meshwatch.yaml', Uint8Array.from(Buffer.from(text, 'latin1')))
    for (const command of ['validate', 'check']) {
      const { status, out, err } = shop.run([command])
      expect(status).toBe(2)
      const told = `${out}${err}`.split('\n').filter((line) => line.startsWith('meshwatch.yaml:'))
      expect(told).toEqual(findings.map((finding) => expect.stringContaining(`meshwatch.yaml:${finding}`)))
      for (const line of told) if (!line.includes('not-a-mapping')) expect(line).toMatch(/ \(.+\)$/)
    }
  })
})

describe('a running daemon', { timeout: 60_000 }, () => {
  test('goes on in the last good form while its files are broken, and loses nothing that it stored', async () => {
    const shop = makeShop()
    shop.run(['check', '--at', TOO_LATE])
    const [before] = JSON.parse(shop.run(['incidents', '--format', 'json']).out)
    const daemon = shop.start(['run'])
    const url = /"url":"([^"]+)"/.exec(await daemon.says('"msg":"watching"'))?.[1]
    const ask = async (path: string) => {
      const answer = await fetch(`${url}${path}`)
      return { status: answer.status, body: await answer.json() }
    }
    shop.write('monitors/shop/orders.odcs.yaml', contractFor('orders').replace(/ \}\n$/, ''))
    shop.write('meshwatch.yaml', CONFIG.replace('sources:', 'sorces:'))
    daemon.child.kill('SIGHUP')
    await daemon.says('the last good one goes on')
    expect(await ask('/ready')).toMatchObject({ status: 503, body: { reload: { ok: false } } })
    expect(await ask('/api/v1/products/shop.orders')).toMatchObject({ status: 200 })
    shop.write('meshwatch.yaml', CONFIG)
    daemon.child.kill('SIGHUP')
    await daemon.says('last-good-form')
    expect(await ask('/api/v1/products/shop.orders')).toMatchObject({ status: 200 })
    rmSync(shop.at('monitors/shop'), { recursive: true })
    daemon.child.kill('SIGHUP')
    await daemon.says('registry-empty')
    expect(await ask('/api/v1/products/shop.orders')).toMatchObject({ status: 200 })
    shop.write('monitors/shop/orders.odcs.yaml', contractFor('orders'))
    daemon.child.kill('SIGHUP')
    await daemon.says('"generation":3')
    expect((await ask('/ready')).status).toBe(200)
    expect((await daemon.end('SIGTERM')).status).toBe(0)
    const after = JSON.parse(shop.run(['incidents', '--format', 'json']).out)
    expect(after.map(({ id }: { id: string }) => id)).toContain(before.id)
  })
})

function bomb(): string {
  const names = [...'abcdefgh']
  return names.map((name, index) => `${name}: &${name} [${Array(9).fill(index === 0 ? 'x' : `*${names[index - 1]}`)}]\n`).join('')
}
