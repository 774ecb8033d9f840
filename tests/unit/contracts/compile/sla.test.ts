import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../../src/core/calendar/time.ts'
import { compile, compileKind, orders, word } from './compile.ts'

const sla = (...slaProperties: readonly object[]) => ({ slaProperties })

function freshness(promise: object, object: Record<string, unknown> = {}) {
  const found = compileKind('freshness', { schema: [orders(object)], ...sla(promise) })
  expect(found).toHaveLength(1)
  return found[0]
}

describe('latency', () => {
  it.each(['latency', 'ly', 'freshness', 'Latency'])('called %s, is the age of the newest value of its element', (property) => {
    expect(freshness({ property, value: 1, unit: 'h', element: 'orders.placed_at' })).toMatchObject({
      id: 'sales.orders/orders/freshness/placed_at',
      field: 'placed_at',
      params: { field: 'placed_at', zone: 'UTC', rule: { by: 'age', limit: HOUR } },
      promise: 'at most 1 h old',
    })
  })

  it('finds its element by logical and by physical names, with and without the object', () => {
    for (const element of ['updated_at', 'UPD_TS', 'orders.UPD_TS', 'ORDERS_V2.updated_at'])
      expect(freshness({ property: 'latency', value: 1, element })).toMatchObject({ field: 'updated_at', params: { field: 'UPD_TS' } })
  })

  it('without an element goes by the time field of the dataset, and else by when the source last changed', () => {
    const promise = { property: 'latency', value: 1, unit: 'h' }
    expect(freshness(promise, { customProperties: [word('timeField', 'placed_at')] })).toMatchObject({ params: { field: 'placed_at' } })
    expect(freshness(promise)?.id).toBe('sales.orders/orders/freshness')
    expect(freshness(promise)?.params).not.toHaveProperty('field')
  })

  it('falls back on slaDefaultElement', () => {
    const [check] = compileKind('freshness', { slaDefaultElement: 'placed_at', ...sla({ property: 'latency', value: 1 }) })
    expect(check).toMatchObject({ field: 'placed_at' })
  })

  it('names several elements with commas', () => {
    const found = compileKind('freshness', sla({ property: 'latency', value: 1, element: 'placed_at, updated_at' }))
    expect(found.map(({ field }) => field)).toEqual(['placed_at', 'updated_at'])
  })

  it('is looked at four times in its length, at least once a minute, or as often as the contract says', () => {
    const every = (value: number, parts = {}) =>
      compileKind('freshness', { ...sla({ property: 'latency', value, unit: 'min' }), ...parts })[0]?.schedule
    expect(every(12)).toEqual({ every: 3 * MINUTE })
    expect(every(1)).toEqual({ every: MINUTE })
    expect(every(600)).toEqual({ every: 5 * MINUTE })
    expect(every(12, { customProperties: [word('interval', '10m')] })).toEqual({ every: 10 * MINUTE })
  })

  it('is limited to promised hours', () => {
    const object = { customProperties: [word('hours', 'Mon-Sat 06:00-23:00')] }
    expect(freshness({ property: 'latency', value: 15, unit: 'min' }, object)).toMatchObject({
      params: { rule: { hours: { zone: 'UTC', weekdays: [1, 2, 3, 4, 5, 6], from: 360, to: 1380 } } },
      promise: 'at most 15 min old (Mon Tue Wed Thu Fri Sat 06:00 to 23:00 UTC)',
    })
  })

  it('with a schedule is a deadline, never stricter than the age that was promised', () => {
    const at = (schedule: string, value: number, unit: string) =>
      freshness({ property: 'latency', value, unit, schedule, scheduler: 'cron' })?.params
    expect(at('0 7 * * *', 1, 'd')).toMatchObject({ rule: { by: 'deadline', covers: -1, grace: 0, due: { hours: [7], zone: 'UTC' } } })
    expect(at('0 7 * * *', 2, 'h')).toMatchObject({ rule: { covers: 0 } })
    expect(at('0 1 * * *', 2, 'h')).toMatchObject({ rule: { covers: -1 } })
    expect(at('0 7 * * *', 4, 'd')).toMatchObject({ rule: { covers: -4 } })
  })

  it('keeps to its age where the scheduler is another one, and says so', () => {
    const { checks, told } = compile(sla({ property: 'latency', value: 1, schedule: 'nightly', scheduler: 'airflow' }))
    expect(checks.find(({ kind }) => kind === 'freshness')?.params).toMatchObject({ rule: { by: 'age', limit: DAY } })
    expect(told).toEqual(['warning foreign-scheduler slaProperties[0].scheduler'])
  })

  it('between two fields is a gap beside the age', () => {
    const { told } = compile(sla({ property: 'latency', value: 1, element: 'updated_at', valueExt: 'placed_at' }))
    expect(told).toEqual(['gap latency-between-fields slaProperties[0].valueExt'])
  })

  it('takes timestamps without a zone as UTC, as the standard does, unless defaultTimezone says where; dates in the zone of the product', () => {
    const zoned = { name: 'local', logicalType: 'timestamp', logicalTypeOptions: { defaultTimezone: 'Asia/Tokyo' } }
    const of = (element: string) =>
      compileKind(
        'freshness',
        {
          schema: [orders({ properties: [...(orders().properties as object[]), zoned] })],
          ...sla({ property: 'latency', value: 1, element }),
        },
        { settings: { zone: 'Europe/Berlin' } },
      )[0]?.params
    expect(of('placed_at')).toMatchObject({ zone: 'UTC' })
    expect(of('local')).toMatchObject({ zone: 'Asia/Tokyo' })
    expect(of('day')).toMatchObject({ zone: 'Europe/Berlin' })
  })
})

describe('frequency', () => {
  it('is the age of the newest data, with a quarter of the interval as grace', () => {
    expect(freshness({ property: 'frequency', value: 1, unit: 'h' })).toMatchObject({
      id: 'sales.orders/orders/freshness#frequency',
      params: { rule: { by: 'age', limit: 75 * MINUTE } },
    })
  })

  it('allows a day more where the element is known to the day only', () => {
    expect(freshness({ property: 'fy', value: 1, unit: 'd', element: 'day' })).toMatchObject({ params: { rule: { limit: 2.25 * DAY } } })
  })

  it('says that a schedule beside it is not used', () => {
    expect(compile(sla({ property: 'frequency', value: 1, schedule: '0 7 * * *' })).told).toEqual([
      'warning unused-schedule slaProperties[0].schedule',
    ])
  })
})

describe('timeOfAvailability', () => {
  const due = (promise: object, settings = {}) =>
    compileKind('freshness', sla({ property: 'timeOfAvailability', element: 'placed_at', ...promise }), { settings })[0]?.params

  it('is a deadline each day, in the zone of the product', () => {
    expect(due({ value: '07:00' }, { zone: 'Europe/Berlin' })).toEqual({
      field: 'placed_at',
      zone: 'UTC',
      rule: {
        by: 'deadline',
        covers: 0,
        grace: 0,
        due: {
          expression: '0 7 * * *',
          zone: 'Europe/Berlin',
          minutes: [0],
          hours: [7],
          days: [],
          months: [],
          weekdays: [],
          lastDay: false,
        },
      },
    })
  })

  it('understands an offset, a zone, and a zone in valueExt, which wins because it knows of summer time', () => {
    expect(due({ value: '09:00-08:00' })).toMatchObject({ rule: { due: { hours: [9], zone: '-08:00' } } })
    expect(due({ value: '09:30Z' })).toMatchObject({ rule: { due: { minutes: [30], zone: 'UTC' } } })
    expect(due({ value: '09:00 Europe/Berlin' })).toMatchObject({ rule: { due: { zone: 'Europe/Berlin' } } })
    expect(due({ value: '09:00+01:00', valueExt: 'Europe/Berlin' })).toMatchObject({ rule: { due: { zone: 'Europe/Berlin' } } })
  })

  it('takes the days from a schedule and the time from its value', () => {
    expect(due({ value: '17:00', scheduler: 'cron', schedule: '0 17 * * 1-5' })).toMatchObject({
      rule: { due: { expression: '0 17 * * 1-5', hours: [17], weekdays: [1, 2, 3, 4, 5] } },
    })
    const { told } = compile(sla({ property: 'timeOfAvailability', value: '17:00', schedule: '0 16 * * 1-5' }))
    expect(told).toEqual(['warning two-times slaProperties[0].schedule'])
  })

  it('is about the same day unless the contract says yesterday', () => {
    const object = { customProperties: [word('deadlineCovers', 'yesterday')] }
    expect(freshness({ property: 'timeOfAvailability', value: '03:00' }, object)).toMatchObject({
      params: { rule: { covers: -1 } },
      promise: 'by 03:00 UTC, with data of the day before',
    })
  })

  it('may stand there twice with different drivers; content, not order, tells which is the second', () => {
    const early = { property: 'timeOfAvailability', value: '08:00', driver: 'analytics' }
    const late = { property: 'timeOfAvailability', value: '09:00', driver: 'regulatory' }
    const ids = (...both: object[]) =>
      new Map(compileKind('freshness', sla(...both)).map(({ promise, id, policy }) => [promise, `${id} ${policy.severity}`]))
    expect(ids(early, late)).toEqual(ids(late, early))
    expect([...ids(early, late).values()]).toEqual([
      'sales.orders/orders/freshness#timeOfAvailability medium',
      'sales.orders/orders/freshness#timeOfAvailability-2 critical',
    ])
  })
})

describe('availability', () => {
  it.each([
    ['99.9%', undefined],
    [99.9, 'percent'],
    [99.9, undefined],
    [0.999, undefined],
  ])('%s %s is a share of visits', (value, unit) => {
    const [check] = compileKind('availability', sla({ property: 'av', value, ...(unit && { unit }) }))
    expect(check).toMatchObject({
      id: 'sales.orders/orders/availability',
      params: { objective: 0.999 },
      promise: '99.9 % of visits answered',
    })
  })
})

describe('the importance of a promise', () => {
  it.each([
    ['regulatory', 'critical'],
    ['operational', 'high'],
    ['Analytics', 'medium'],
  ])('driver %s makes severity %s', (driver, severity) => {
    expect(freshness({ property: 'latency', value: 1, driver })?.policy.severity).toBe(severity)
  })

  it('is the severity of the product where no driver says otherwise, or one that nobody knows', () => {
    const { checks, told } = compile({
      customProperties: [word('severity', 'low')],
      ...sla({ property: 'latency', value: 1, driver: 'boss' }),
    })
    expect(checks.every(({ policy }) => policy.severity === 'low')).toBe(true)
    expect(told).toEqual(['warning unknown-driver slaProperties[0].driver'])
  })
})

describe('a promise that nothing measures', () => {
  it.each([
    'retention',
    'throughput',
    'th',
    'errorRate',
    'generalAvailability',
    'endOfSupport',
    'EL',
    'timeToDetect',
    'tn',
    'timeToRepair',
  ])('%s is a gap', (property) => {
    expect(compile(sla({ property, value: '1' })).told).toEqual(['gap sla-unmeasured slaProperties[0]'])
  })

  it('and that nobody knows is a gap with the name that was meant', () => {
    const { diagnostics, product } = compile(sla({ property: 'latancy', value: 1 }))
    expect(diagnostics).toMatchObject([
      { severity: 'gap', code: 'unknown-sla', path: 'slaProperties[0].property', hint: 'did you mean "latency"?' },
    ])
    expect(product?.gaps).toEqual(diagnostics)
  })
})

describe('an element', () => {
  it('that names nothing is a warning with what was meant, and a gap', () => {
    const { diagnostics, checks } = compile(sla({ property: 'latency', value: 1, element: 'orders.placed_on' }))
    expect(diagnostics.map(({ severity, code, path, hint }) => [severity, code, path, hint])).toEqual([
      ['warning', 'unknown-element', 'slaProperties[0].element', 'did you mean "orders.placed_at"?'],
      ['gap', 'sla-unmeasured', 'slaProperties[0].element', undefined],
    ])
    expect(checks.some(({ kind }) => kind === 'freshness')).toBe(false)
  })

  it('that is in several objects must say in which', () => {
    const { told } = compile({
      schema: [orders(), orders({ name: 'returns' })],
      ...sla({ property: 'latency', value: 1, element: 'placed_at' }),
    })
    expect(told).toEqual(['warning ambiguous-element slaProperties[0].element', 'gap sla-unmeasured slaProperties[0].element'])
  })

  it('that is no time is a warning and a gap', () => {
    const { told } = compile(sla({ property: 'latency', value: 1, element: 'amount' }))
    expect(told).toEqual(['warning not-a-time slaProperties[0].element', 'gap sla-unmeasured slaProperties[0].element'])
  })
})

describe('a promise that cannot be read', () => {
  it.each([
    [{ property: 'latency', value: 4, unit: 'hourz' }, 'error bad-unit slaProperties[0].unit'],
    [{ property: 'latency', value: 'soon' }, 'error bad-duration slaProperties[0].value'],
    [{ property: 'latency', value: 0, unit: 'h' }, 'error bad-duration slaProperties[0].value'],
    [{ property: 'latency', value: 4, unit: 'm' }, 'warning ambiguous-unit slaProperties[0].unit'],
    [{ property: 'latency', value: 1, schedule: '61 * * * *' }, 'error bad-cron slaProperties[0].schedule'],
    [{ property: 'frequency', value: 1, schedule: 'nightly' }, 'error bad-cron slaProperties[0].schedule'],
    [{ property: 'timeOfAvailability', value: '25:00' }, 'error bad-time slaProperties[0].value'],
    [{ property: 'timeOfAvailability', value: 7 }, 'error bad-time slaProperties[0].value'],
    [{ property: 'timeOfAvailability', value: '07:00', valueExt: 'Europe/Berlim' }, 'error unknown-zone slaProperties[0].valueExt'],
    [{ property: 'availability', value: 'always' }, 'error bad-share slaProperties[0].value'],
    [{ property: 'availability', value: 120, unit: 'percent' }, 'error bad-share slaProperties[0].value'],
    [{ property: 'availability', value: 99, unit: 'd' }, 'error bad-unit slaProperties[0].unit'],
  ])('%j is told where it stands', (promise, finding) => {
    const { told, products } = compile(sla(promise))
    expect(told).toEqual([finding])
    expect(products).toHaveLength(finding.startsWith('error') ? 0 : 1)
  })
})
