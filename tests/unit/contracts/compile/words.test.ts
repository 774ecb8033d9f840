import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PREFIX, VOCABULARY } from '../../../../src/contracts/compile/words/vocabulary.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/calendar/time.ts'
import { compile, orders, word } from './compile.ts'

const root = (name: string, value: unknown) => ({ customProperties: [word(name, value)] })
const object = (name: string, value: unknown) => ({ schema: [orders({ customProperties: [word(name, value)] })] })
const property = (name: string, value: unknown) => ({
  schema: [orders({ properties: [{ name: 'x', logicalType: 'string', customProperties: [word(name, value)] }] })],
})

describe('words of the contract itself', () => {
  it('are laid over the settings of its domain', () => {
    const words = {
      interval: '10m',
      profile: '2h',
      severity: 'high',
      openAfter: 2,
      resolveAfter: 3,
      unknownAfter: 4,
      sampleAbove: 9,
      schemaHold: 'P2D',
    }
    const { checks, product } = compile({ customProperties: Object.entries(words).map(([name, value]) => word(name, value)) })
    const of = (kind: string) => checks.find((check) => check.kind === kind)
    expect(of('volume')?.schedule).toEqual({ every: 10 * MINUTE })
    expect(of('distribution')?.schedule).toEqual({ every: 2 * HOUR })
    expect(of('schema')).toMatchObject({
      policy: { severity: 'high', openAfter: 2, resolveAfter: 3, unknownAfter: 4 },
      params: { hold: 2 * DAY },
    })
    expect(product?.datasets[0]?.sampleAbove).toBe(9)
  })

  it('say how long things last in the life of its incidents, over what its domain says', () => {
    const said = { resolveFor: '10m', remind: false, escalate: [{ after: '30m', to: '#oncall' }] }
    const { checks } = compile(root('incidents', said))
    expect(checks[0]?.policy.life).toMatchObject({
      resolveFor: 10 * MINUTE,
      remind: 0,
      reopenWithin: HOUR,
      escalate: [{ after: 30 * MINUTE, to: '#oncall' }],
    })
  })

  it.each([
    [{ resolveFro: '10m' }, /resolveFro is not known; known: openFor, resolveFor/],
    [{ resolveFor: 10 }, /resolveFor/],
    [{ escalate: [{ to: '#oncall' }] }, /escalate.0: a step of an escalation says when/],
    ['10m', /known/],
  ])('refuse %j for incidents, and say why', (value, hint) => {
    expect(compile(root('incidents', value)).diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'error', code: 'bad-incidents', hint: expect.stringMatching(hint) }),
    )
  })

  it('leave the settings of the domain alone where they are silent', () => {
    const { checks } = compile({}, { settings: { interval: HOUR, severity: 'critical' } })
    expect(checks.find(({ kind }) => kind === 'volume')).toMatchObject({ schedule: { every: HOUR }, policy: { severity: 'critical' } })
  })

  it('name a tier by word or number, and the products it is made from', () => {
    expect(compile(root('tier', 'gold')).product?.tier).toBe('gold')
    expect(compile(root('tier', 3)).product?.tier).toBe('bronze')
    expect(compile(root('dependsOn', ['shop.carts', 'shop.items'])).product?.dependsOn).toEqual(['shop.carts', 'shop.items'])
  })

  it('set the zone of cron, dates and periods', () => {
    const { checks } = compile({ ...root('timezone', 'Asia/Tokyo'), slaProperties: [{ property: 'timeOfAvailability', value: '07:00' }] })
    expect(checks.find(({ kind }) => kind === 'freshness')?.params).toMatchObject({ rule: { due: { zone: 'Asia/Tokyo' } } })
  })

  it('keep anything from being learned', () => {
    expect(compile(root('learn', false)).checks.map(({ kind }) => kind)).toEqual(['schema'])
  })
})

describe('segments', () => {
  const kinds = (parts: Parameters<typeof compile>[0]) => compile(parts).checks.filter(({ kind }) => kind.startsWith('segment-'))

  it('are asked after where a field tells them apart', () => {
    expect(kinds(object('segmentBy', 'status')).map(({ id }) => id)).toEqual([
      'sales.orders/orders/segment-freshness/status',
      'sales.orders/orders/segment-volume/status',
      'sales.orders/orders/segment-distribution/status',
    ])
    expect(kinds(object('segmentBy', { field: 'status', top: 50 }))[0]?.params).toMatchObject({ by: 'status', most: 50, isHashed: false })
    expect(kinds({})).toEqual([])
  })

  it('of a table with a time field are judged per closed day, where silence is a matter of volume', () => {
    const found = kinds({ schema: [orders({ customProperties: [word('segmentBy', 'status'), word('timeField', 'placed_at')] })] })
    expect(found.map(({ kind }) => kind)).toEqual(['segment-volume', 'segment-distribution'])
    expect(found[0]?.params).toMatchObject({ measure: { of: 'period', field: 'placed_at', per: 'day' } })
  })

  it('are named by a hash where values may not be shown', () => {
    const properties = [{ name: 'client', logicalType: 'string', classification: 'confidential' }]
    const found = kinds({ schema: [orders({ properties, customProperties: [word('segmentBy', 'client')] })] })
    expect(found.map(({ params }) => params)).toEqual(Array(3).fill(expect.objectContaining({ isHashed: true })))
  })

  it.each([['stats'], [{ field: 'status', top: 0 }], [{ of: 'status' }], [7]])('%o is told to be a mistake', (value) => {
    expect(compile(object('segmentBy', value)).diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
  })
})

describe('words of an object', () => {
  it('count rows per period of its time field', () => {
    const words = [word('timeField', 'updated_at'), word('period', 'hour'), word('settle', '20m')]
    const { checks } = compile({ schema: [orders({ customProperties: words })] })
    expect(checks.filter(({ kind }) => kind === 'volume')).toMatchObject([
      {
        id: 'sales.orders/orders/volume/updated_at',
        params: { measure: { of: 'period', field: 'UPD_TS', per: 'hour', settle: 20 * MINUTE } },
      },
    ])
  })

  it('say how far back the first look goes, before the contract and the domain do', () => {
    const historyOf = (contract: Parameters<typeof compile>[0]) =>
      compile(contract, { settings: { history: 30 * DAY } }).checks.flatMap(({ kind, params }) =>
        kind === 'volume' ? [(params as { measure: { history?: number } }).measure.history] : [],
      )
    const time = word('timeField', 'updated_at')
    expect(historyOf({ schema: [orders({ customProperties: [time] })] })).toEqual([30 * DAY])
    expect(historyOf({ ...root('history', '90d'), schema: [orders({ customProperties: [time] })] })).toEqual([90 * DAY])
    expect(historyOf({ ...root('history', '90d'), schema: [orders({ customProperties: [time, word('history', '2w')] })] })).toEqual([
      14 * DAY,
    ])
  })

  it('say where its files are', () => {
    const words = [word('path', './in/*.csv'), word('format', 'csv'), word('delimiter', ';'), word('partition', 'file')]
    const { product, checks } = compile({ schema: [orders({ customProperties: words })] })
    expect(product?.datasets[0]?.ref).toEqual({
      source: 'warehouse',
      name: 'orders',
      path: 'in/*.csv',
      format: 'csv',
      delimiter: ';',
      partition: 'file',
    })
    expect(checks.find(({ kind }) => kind === 'volume')?.params).toEqual({ measure: { of: 'rows' } })
  })

  it('close it against columns beyond the contract', () => {
    expect(compile(object('closed', true)).checks.find(({ kind }) => kind === 'schema')).toMatchObject({
      params: { closed: true },
      promise: '6 fields as described, and no other',
    })
  })
})

describe('words of a property', () => {
  it('make it optional, let its values be shown, and choose what is learned of it', () => {
    const fields = (name: string, value: unknown) => compile(property(name, value)).product?.datasets[0]?.fields[0]
    expect(fields('optional', true)).toMatchObject({ optional: true })
    expect(fields('showValues', true)).toMatchObject({ showValues: true })
    const learned = (value: unknown) => compile(property('distribution', value)).checks.filter(({ kind }) => kind === 'distribution')
    expect(learned(false)).toEqual([])
    expect(learned(['distinct'])).toMatchObject([{ params: { features: ['distinct'] } }])
  })
})

describe('gates of what is learned', () => {
  const gates = { alarm: 4, leastChange: '5%', leastRows: 20 }
  const said = (words: Readonly<Record<string, unknown>>) => Object.entries(words).map(([name, value]) => word(name, value))
  const checkOf = (parts: Readonly<Record<string, unknown>>, id: string, settings = {}) =>
    compile(parts, { settings }).checks.find((check) => check.id === `sales.orders/orders/${id}`)

  it('come from the settings, the contract, the object and the property, the innermost first', () => {
    const field = { name: 'amount', logicalType: 'number', customProperties: said({ alarm: 6 }) }
    const parts = {
      customProperties: said(gates),
      schema: [orders({ properties: [field], customProperties: said({ alarm: 5, leastChange: '0%' }) })],
    }
    expect(checkOf({}, 'volume')).toMatchObject({ alarm: 2.9, params: { measure: { of: 'rows' } } })
    expect(checkOf({}, 'volume', { alarm: 3.5, leastChange: 0.2 })).toMatchObject({ alarm: 3.5, params: { leastChange: 0.2 } })
    expect(checkOf({ customProperties: said(gates) }, 'volume', { alarm: 3.5 })).toMatchObject({
      alarm: 4,
      params: { leastChange: 0.05, leastRows: 20 },
    })
    expect(checkOf(parts, 'volume')).toMatchObject({ alarm: 5, params: { leastChange: 0, leastRows: 20 } })
    expect(checkOf(parts, 'distribution/amount')).toMatchObject({ alarm: 6, params: { leastChange: 0 } })
  })

  it('are no part of what the contract promises', () => {
    const slaProperties = [{ property: 'latency', value: 1 }]
    const { checks } = compile({ customProperties: said(gates), slaProperties })
    expect(checks.filter(({ promise }) => promise !== undefined).map(({ alarm }) => alarm)).toEqual([undefined, undefined])
  })
})

describe('a word that cannot be read', () => {
  it.each([
    [root('intervall', '5m'), 'error unknown-word customProperties[0].property', 'did you mean "meshwatch.interval"?'],
    [root('timeField', 'x'), 'error unknown-word customProperties[0].property', 'it belongs at an object of its schema'],
    [object('optional', true), 'error unknown-word schema[0].customProperties[0].property', 'it belongs at a property of an object'],
    [root('interval', '5 parsecs'), 'error bad-duration customProperties[0].value', undefined],
    [root('interval', '0s'), 'error bad-duration customProperties[0].value', undefined],
    [
      root('history', '500d'),
      'error bad-duration customProperties[0].value',
      'how far back the first look counts, from 1d to 400d, such as 60d',
    ],
    [root('timezone', 'Europe/Berln'), 'error unknown-zone customProperties[0].value', 'did you mean "Europe/Berlin"?'],
    [root('tier', 'golden'), 'error bad-value customProperties[0].value', 'did you mean "gold"?'],
    [root('openAfter', 0), 'error bad-value customProperties[0].value', undefined],
    [root('alarm', 0.001), 'error bad-value customProperties[0].value', undefined],
    [root('leastChange', 0.1), 'error bad-share customProperties[0].value', undefined],
    [property('leastRows', 10), 'error unknown-word schema[0].properties[0].customProperties[0].property', undefined],
    [root('learn', 'false'), 'error bad-value customProperties[0].value', 'write true or false, without quotes'],
    [root('dependsOn', 'shop.carts'), 'error bad-value customProperties[0].value', undefined],
    [root('dependsOn', ['carts']), 'error bad-value customProperties[0].value', undefined],
    [object('hours', 'Mon-Sat 23:00-06:00'), 'error bad-value schema[0].customProperties[0].value', undefined],
    [object('hours', 'Mo-Sa 06:00-23:00'), 'error bad-value schema[0].customProperties[0].value', undefined],
    [object('timeField', 'placed_on'), 'error unknown-field schema[0].customProperties[0].value', 'did you mean "placed_at"?'],
    [object('timeField', 'amount'), 'error not-a-time schema[0].customProperties[0].value', undefined],
    [
      property('distribution', ['nulRate']),
      'error bad-value schema[0].properties[0].customProperties[0].value',
      'did you mean "nullRate"?',
    ],
    [{ customProperties: [word('tier', 1), word('tier', 2)] }, 'error said-twice customProperties[1].property', undefined],
  ])('%j is told where it stands', (parts, finding, hint) => {
    const { told, diagnostics, products } = compile(parts)
    expect(told).toEqual([finding])
    if (hint !== undefined) expect(diagnostics[0]?.hint).toBe(hint)
    expect(products).toEqual([])
  })

  it('of another tool is none of our business', () => {
    expect(compile({ customProperties: [{ property: 'otherTool.interval', value: 7 }] }).told).toEqual([])
  })
})

describe('hours', () => {
  it.each([
    ['08:00-18:00', [1, 2, 3, 4, 5, 6, 7], 480, 1080],
    ['Mon-Fri 08:00-24:00', [1, 2, 3, 4, 5], 480, 1440],
    ['Mon,Wed 8:00 - 9:30', [1, 3], 480, 570],
    ['Fri-Mon 00:00-12:00', [1, 5, 6, 7], 0, 720],
  ])('%s', (text, weekdays, from, to) => {
    const { checks } = compile({ ...object('hours', text), slaProperties: [{ property: 'latency', value: 1 }] })
    expect(checks.find(({ kind }) => kind === 'freshness')?.params).toMatchObject({ rule: { hours: { weekdays, from, to } } })
  })
})

describe('the reference', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/contract-mapping.md'), 'utf8')

  it.each(
    Object.entries(VOCABULARY).flatMap(([level, words]) => Object.entries(words).map(([name, { says }]) => [level, name, says] as const)),
  )('describes the %s word %s as the code does', (level, name, says) => {
    const section = page.split(/^### /m).find((part) => part.startsWith(`Words of the ${level}\n`)) ?? ''
    expect(section).toContain(`| \`${PREFIX}${name}\` | ${says} |`)
  })

  it('describes no word that the code does not know', () => {
    const known = Object.values(VOCABULARY).flatMap((words) => Object.keys(words))
    const described = [...page.matchAll(/^\| `meshwatch\.(\w+)`/gm)].map(([, name]) => name)
    expect(described.filter((name) => !known.includes(name ?? ''))).toEqual([])
  })
})
