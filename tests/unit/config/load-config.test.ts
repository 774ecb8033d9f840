import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../../src/config/build-config.ts'
import { registryContext, settingsFor } from '../../../src/config/config.ts'
import { loadConfig } from '../../../src/config/load-config.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/calendar/time.ts'
import { DEFAULT_SETTINGS } from '../../../src/core/settings.ts'
import { given, load, problems } from './given.ts'

const whole = `
registry: contracts
store: { url: "postgres://meshwatch@db/state", retention: 30d }
sources:
  warehouse: { type: postgres, host: db.example, port: 6432, concurrency: 8, timeout: 1m }
  drops: { type: duckdb, root: ./drops }
domains:
  storefront:
    team: Storefront
    owner: shop@example.com
    channel: "#storefront-data"
    timezone: Europe/Berlin
    defaults: { interval: 1m, openAfter: 2, alarm: 4, leastChange: 2.5% }
notifiers:
  slack: { type: slack, token: xoxb }
http: { port: 0, publicUrl: "https://meshwatch.example" }
defaults: { interval: PT10M, severity: high, channel: "#data-platform" }
`

describe('a whole configuration', () => {
  test('is parsed into what the program works with', async () => {
    const { config, diagnostics } = await load(whole)
    expect(diagnostics).toEqual([])
    expect(config).toMatchObject({
      root: 'etc',
      registry: 'etc/contracts',
      store: { kind: 'postgres', retention: 30 * DAY },
      http: { host: '127.0.0.1', port: 0, publicUrl: 'https://meshwatch.example' },
      defaults: { channel: '#data-platform' },
    })
    expect(config?.sources.get('warehouse')).toEqual({
      name: 'warehouse',
      type: 'postgres',
      concurrency: 8,
      timeout: MINUTE,
      config: { host: 'db.example', port: 6432, ssl: 'off' },
    })
    expect(config?.sources.get('drops')).toMatchObject({ concurrency: 2, timeout: 30 * SECOND, config: { root: './drops' } })
    expect(config?.domains.get('storefront')).toMatchObject({ team: 'Storefront', owner: 'shop@example.com', zone: 'Europe/Berlin' })
    expect(config?.notifiers.get('slack')).toMatchObject({ name: 'slack', type: 'slack' })
  })

  test('settings come from the domain, then from the defaults, then from the program', async () => {
    const { config } = await load(whole)
    if (config === undefined) throw new Error('it is valid')
    expect(settingsFor(config, 'storefront')).toEqual({
      ...DEFAULT_SETTINGS,
      interval: MINUTE,
      openAfter: 2,
      severity: 'high',
      zone: 'Europe/Berlin',
      alarm: 4,
      leastChange: 0.025,
    })
    expect(settingsFor(config, 'elsewhere')).toEqual({ ...DEFAULT_SETTINGS, interval: 10 * MINUTE, severity: 'high' })
    expect(registryContext(config).sources.get('warehouse')).toEqual({ type: 'postgres' })
  })

  test('people are named by ids that they cannot change themselves', async () => {
    const { config } = await load('admins: [S0123]\ndomains:\n  shop: { members: [U0ADA, S0SHOP] }\n  growth:\n')
    expect(config?.people).toEqual({ admins: ['S0123'], members: new Map([['shop', ['U0ADA', 'S0SHOP']]]) })
    for (const wrong of ["admins: ['@ada']\n", 'admins: []\n', 'domains:\n  shop: { members: [Ada] }\n'])
      expect(await problems(wrong)).toHaveLength(1)
  })

  test('an empty section is no section, and almost everything has a default', async () => {
    const { config } = await load('sources:\nhttp:\ndomains:\n  storefront:\nregistry: ./monitors\n')
    expect(config).toMatchObject({ ...defaultConfig('etc'), domains: new Map([['storefront', { id: 'storefront', zone: 'UTC' }]]) })
    expect(defaultConfig()).toMatchObject({
      registry: 'monitors',
      store: { kind: 'sqlite', path: 'meshwatch.db', retention: 90 * DAY },
      http: { host: '127.0.0.1', port: 9464 },
      defaults: { settings: { interval: 5 * MINUTE, profile: HOUR } },
    })
  })

  test.each([
    ['sqlite:/var/state.db', '/var/state.db'],
    ['sqlite:state.db', 'etc/state.db'],
    ['sqlite::memory:', ':memory:'],
  ])('the store %s is %s', async (url, path) => {
    expect((await load(`store: "${url}"`)).config?.store).toMatchObject({ kind: 'sqlite', path })
  })
})

describe('problems', () => {
  test('all of a file are told at once, each at its place, with what was meant', async () => {
    const text = [
      'registri: ./monitors',
      'store: mysql://db/state',
      'sources:',
      '  warehouse:',
      '    type: postgress',
      '  lake: { type: postgres, pasword: x, prot: 1, ssl: maybe, concurency: 3 }',
      '  empty: { timeout: 5 }',
      'domains:',
      '  shop:',
      '    timezone: Europe/Berln',
      '    defaults: { interval: 5 mins, timezone: UTC }',
      'http: { port: 99999 }',
      'defaults: { severity: hgih, openAfter: 0, profile: 0s }',
    ].join('\n')
    expect(await problems(text)).toEqual([
      'etc/meshwatch.yaml:1:1 error unknown-key unknown key "registri" (did you mean "registry"?)',
      'etc/meshwatch.yaml:2:8 error unknown-store no kind of store has such an address (write sqlite:./meshwatch.db or postgres://user@host/database)',
      'etc/meshwatch.yaml:5:11 error unknown-type no adapter is called "postgress" (did you mean "postgres"?)',
      'etc/meshwatch.yaml:6:27 error unknown-key unknown key "pasword" (did you mean "password"?)',
      'etc/meshwatch.yaml:6:39 error unknown-key unknown key "prot" (did you mean "port"?)',
      'etc/meshwatch.yaml:6:53 error not-one-of "maybe" is not known here (one of off, require)',
      'etc/meshwatch.yaml:6:60 error unknown-key unknown key "concurency" (did you mean "concurrency"?)',
      'etc/meshwatch.yaml:7:10 error missing-key missing key "type"',
      'etc/meshwatch.yaml:7:21 error bad-format a length of time is a text with a unit: write 30s, 5m, 1h, 1d or 2w, or ISO 8601 such as PT5M',
      'etc/meshwatch.yaml:10:15 error unknown-zone "Europe/Berln" is not a time zone (did you mean "Europe/Berlin"?)',
      'etc/meshwatch.yaml:11:27 error bad-duration "5 mins" is not a length of time (write 30s, 5m, 1h, 1d or 2w, or ISO 8601 such as PT5M)',
      'etc/meshwatch.yaml:11:35 error unknown-key unknown key "timezone" (timezone of a domain stands beside its defaults, not among them)',
      'etc/meshwatch.yaml:12:15 error out-of-range it must be at most 65535',
      'etc/meshwatch.yaml:13:23 error not-one-of "hgih" is not known here (did you mean "high"?)',
      'etc/meshwatch.yaml:13:40 error out-of-range it must be at least 1',
      'etc/meshwatch.yaml:13:52 error bad-duration a length of time must be above zero (write 30s, 5m, 1h, 1d or 2w, or ISO 8601 such as PT5M)',
    ])
  })

  test('gates of what is learned are told how they are written', async () => {
    expect(await problems('defaults:\n  alarm: 0.001\n  leastChange: 0.1\n')).toEqual([
      'etc/meshwatch.yaml:2:10 error bad-format an alarm is a score from 1 to 30: 2 for 1 usual value in 100, 2.9 for 1 in 800, 4 for 1 in 10,000',
      'etc/meshwatch.yaml:3:16 error bad-format a share is a text: write it with a percent sign, such as 10% or 2.5%; 0% lets every change count',
    ])
    expect(await problems('domains: { shop: { defaults: { leastChange: ten%, leastRows: 0 } } }')).toEqual([
      'etc/meshwatch.yaml:1:45 error bad-share "ten%" is not a share (write it with a percent sign, such as 10% or 2.5%; 0% lets every change count)',
      'etc/meshwatch.yaml:1:62 error out-of-range it must be at least 1',
    ])
  })

  test('a door that is open to the network needs a token', async () => {
    expect(await problems('http:\n  host: 0.0.0.0')).toEqual([
      'etc/meshwatch.yaml:2:9 error open-door "0.0.0.0" can be reached from other machines, and no token is set (set token or tokenFile, or listen on 127.0.0.1)',
    ])
    expect(await problems('http: { host: 0.0.0.0, token: t }')).toEqual([])
    expect(await problems('http: { host: 0.0.0.0, token: "" }')).toEqual([
      expect.stringContaining(':1:31 error open-door the token is empty'),
    ])
    expect(await problems('http: { tokenFile: empty }', { files: { 'etc/empty': '\n' } })).toEqual([expect.stringContaining('open-door')])
    for (const host of ['localhost', '127.0.0.5', '"::1"']) expect(await problems(`http: { host: ${host} }`)).toEqual([])
    for (const host of ['127.0.0.1.example', '"::"', '10.0.0.1']) expect(await problems(`http: { host: ${host} }`)).toHaveLength(1)
  })

  test('a domain that could not be part of an id is refused', async () => {
    expect(await problems('domains: { "a.b": {} }')).toEqual([expect.stringContaining(':1:12 error bad-key')])
  })

  test('a file that is missing, and one that is not YAML, are told apart', async () => {
    const missing = await loadConfig('meshwatch.yaml', given)
    expect(missing.diagnostics).toMatchObject([
      { code: 'CONFIG_NOT_FOUND', file: 'meshwatch.yaml', hint: expect.stringContaining('--config') },
    ])
    expect(await problems('sources: [')).toEqual([expect.stringContaining('not-yaml')])
    expect(await problems('')).toEqual([expect.stringContaining('empty-file')])
  })
})

test('a configuration of which nothing has changed is the same object, and any change of what went into it makes another', async () => {
  const text = `sources: { w: { type: postgres, host: "\${HOST}", passwordFile: secret } }`
  const around = { env: { HOST: 'a' }, files: { 'etc/secret': 'one' } }
  const first = await load(text, around)
  expect(first.config).toBeDefined()
  expect(await load(text, { ...around, env: { HOST: 'a', OTHER: 'x' } }, first)).toBe(first)
  expect(await load(`${text}\n`, around, first)).not.toBe(first)
  expect(await load(text, { ...around, env: { HOST: 'b' } }, first)).not.toBe(first)
  expect(await load(text, { ...around, files: { 'etc/secret': 'two' } }, first)).not.toBe(first)
})
