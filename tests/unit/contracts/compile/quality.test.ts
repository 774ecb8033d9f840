import { describe, expect, it } from 'vitest'
import { compile, compileKind, orders, word } from './compile.ts'

/** The object `orders` with rules of its own, and with rules of one property. */
function ruled(rules: readonly object[], at?: string, parts: Readonly<Record<string, unknown>> = {}) {
  const properties = (orders().properties as { name: string }[]).map((each) => (each.name === at ? { ...each, quality: rules } : each))
  return { schema: [orders({ properties, ...(at === undefined && { quality: rules }), ...parts })] }
}

const quality = (rules: readonly object[], at?: string) => compileKind('quality', ruled(rules, at))

describe('a rule of the library', () => {
  it.each([
    [{ metric: 'nullValues', mustBe: 0 }, { rule: 'nullValues', limit: { test: 'be', than: 0 }, unit: 'rows' }, '0 nulls in status'],
    [
      { metric: 'missingValues', arguments: { missingValues: ['', 'n/a'] }, mustBeLessThan: 5, unit: 'percent' },
      { rule: 'missingValues', values: ['', 'n/a'], limit: { test: 'less', than: 5 }, unit: 'percent' },
      'less than 5 % missing values in status',
    ],
    [
      { metric: 'invalidValues', arguments: { validValues: ['a', null] }, mustBeLessOrEqualTo: 1 },
      { rule: 'invalidValues', values: ['a', null], limit: { test: 'less-or-equal', than: 1 } },
      'at most 1 invalid values in status',
    ],
    [
      { metric: 'invalidValues', arguments: { pattern: '^[a-z]+$' }, mustBe: 0 },
      { rule: 'invalidValues', pattern: '^[a-z]+$' },
      '0 invalid values in status',
    ],
    [{ metric: 'duplicateValues', mustBe: 0 }, { rule: 'duplicateValues', fields: ['status'] }, '0 duplicates of status'],
  ])('%j', (rule, params, promise) => {
    const found = quality([rule], 'status')
    expect(found).toMatchObject([{ id: `sales.orders/orders/quality/status#${rule.metric}`, field: 'status', params, promise }])
  })

  it('asks by physical names, and is named by logical ones', () => {
    expect(quality([{ metric: 'nullValues', mustBe: 0 }], 'updated_at')).toMatchObject([
      { field: 'updated_at', params: { fields: ['UPD_TS'] } },
    ])
  })

  it('counts duplicates of an object by the properties it names, or else by its key', () => {
    expect(quality([{ metric: 'duplicateValues', arguments: { properties: ['order_id', 'updated_at'] }, mustBe: 0 }])).toMatchObject([
      { id: 'sales.orders/orders/quality#duplicateValues', params: { fields: ['order_id', 'UPD_TS'] } },
    ])
    const properties = [
      { name: 'a', primaryKey: true, primaryKeyPosition: 2 },
      { name: 'b', primaryKey: true, primaryKeyPosition: 1 },
    ]
    const found = compileKind('quality', ruled([{ metric: 'duplicateValues', mustBe: 0 }], undefined, { properties }))
    expect(found.map(({ id, params }) => [id, (params as { fields: unknown }).fields])).toEqual([
      ['sales.orders/orders/quality#duplicateValues', ['b', 'a']],
    ])
  })

  it('of rows is a volume check with a limit, and then no band is learned for them', () => {
    const found = compileKind('volume', ruled([{ metric: 'rowCount', mustBeBetween: [10, 20] }]))
    expect(found).toMatchObject([
      {
        id: 'sales.orders/orders/volume',
        params: { measure: { of: 'rows' }, limit: { test: 'between', low: 10, high: 20 } },
        promise: 'between 10 and 20 rows',
      },
    ])
  })

  it.each([
    ['mustBe', 1, { test: 'be', than: 1 }],
    ['mustNotBe', '2', { test: 'not-be', than: 2 }],
    ['mustBeGreaterThan', 1, { test: 'greater', than: 1 }],
    ['mustBeGreaterOrEqualTo', 1, { test: 'greater-or-equal', than: 1 }],
    ['mustNotBeBetween', [1, 2], { test: 'not-between', low: 1, high: 2 }],
  ])('%s', (operator, value, limit) => {
    expect(quality([{ metric: 'nullValues', [operator]: value }], 'status')).toMatchObject([{ params: { limit } }])
  })
})

describe('other rules', () => {
  it('in SQL keep their query and its placeholders for the source to fill in', () => {
    const query = 'SELECT count(*) FROM {object} WHERE {property} < 0'
    expect(quality([{ type: 'sql', query, mustBe: 0, name: 'no negatives' }], 'amount')).toMatchObject([
      {
        id: 'sales.orders/orders/quality/amount#no-negatives',
        params: { rule: 'sql', query, field: 'amount' },
        promise: 'no negatives: exactly 0',
      },
    ])
    expect(quality([{ type: 'sql', query: 'SELECT true', mustBe: true }])).toMatchObject([{ params: { limit: { test: 'be', than: 1 } } }])
  })

  it.each([{ check: 'monotonic', by: 'status' }, 'monotonic'])('of our own engine: %j', (implementation) => {
    const by = typeof implementation === 'string' ? {} : { by: 'status' }
    expect(quality([{ type: 'custom', engine: 'meshwatch', implementation }], 'amount')).toMatchObject([
      { id: 'sales.orders/orders/quality/amount#monotonic', params: { rule: 'monotonic', fields: ['amount'], ...by } },
    ])
  })

  it('run at the times of their own schedule', () => {
    const [check] = quality([{ metric: 'nullValues', mustBe: 0, scheduler: 'cron', schedule: '0 20 * * *' }], 'status')
    expect(check?.schedule).toMatchObject({ at: [{ expression: '0 20 * * *' }] })
    expect(check?.schedule).not.toHaveProperty('every')
  })

  it.each([
    ['critical', 'critical'],
    ['error', 'high'],
    ['Warning', 'medium'],
    ['info', 'low'],
  ])('of severity %s make incidents of severity %s', (severity, expected) => {
    expect(quality([{ metric: 'nullValues', mustBe: 0, severity }], 'status')[0]?.policy.severity).toBe(expected)
  })
})

describe('ids of rules', () => {
  const rule = (parts: object) => ({ metric: 'nullValues', mustBeLessThan: 1, ...parts })
  const idOf = (rules: readonly object[], than: number) =>
    quality(rules, 'status').find(({ params }) => (params as { limit: { than: number } }).limit.than === than)?.id

  it('come from the id of the rule, else its name, else its measure', () => {
    expect(
      quality([rule({ id: 'r-1', name: 'n' }), rule({ name: 'A name!' }), rule({})], 'status').map(({ id }) => id.split('#')[1]),
    ).toEqual(['r-1', 'A-name-', 'nullValues'])
  })

  it('stay the same when other rules are added before them, and when rules change places', () => {
    const a = rule({ mustBeLessThan: 1 })
    const b = rule({ mustBeLessThan: 2 })
    const alone = idOf([a], 1)
    expect(idOf([{ metric: 'duplicateValues', mustBe: 0 }, rule({ name: 'x', mustBeLessThan: 7 }), a], 1)).toBe(alone)
    expect([idOf([a, b], 1), idOf([a, b], 2)]).toEqual([idOf([b, a], 1), idOf([b, a], 2)])
    expect(idOf([a, b], 2)).toBe(`${alone}-2`)
  })
})

describe('what properties promise', () => {
  const property = (parts: object, object: object = {}) =>
    compile({ schema: [{ name: 'orders', properties: [{ name: 'x', ...parts }], ...object }] }).checks
  const ids = (parts: object, object: object = {}) =>
    property(parts, object)
      .filter(({ kind }) => kind === 'quality')
      .map(({ id }) => id.split('/').slice(2).join('/'))

  it('is asked: required has no nulls, unique and primaryKey no duplicates', () => {
    expect(ids({ required: true })).toEqual(['quality/x#nullValues'])
    expect(ids({ unique: true })).toEqual(['quality/x#duplicateValues'])
    expect(ids({ primaryKey: true })).toEqual(['quality/x#duplicateValues'])
    expect(ids({ primaryKey: true, unique: true })).toEqual(['quality/x#duplicateValues'])
  })

  it('is not asked twice where a rule asks the same', () => {
    expect(ids({ required: true, quality: [{ id: 'mine', metric: 'nullValues', mustBeLessThan: 3 }] })).toEqual(['quality/x#mine'])
  })

  it('is not asked where meshwatch.enforce says so, at the property or at the object', () => {
    const off = { customProperties: [word('enforce', false)] }
    expect(ids({ required: true, unique: true, ...off })).toEqual([])
    expect(ids({ required: true }, off)).toEqual([])
    expect(ids({ required: true, customProperties: [word('enforce', true)] }, off)).toEqual(['quality/x#nullValues'])
  })

  it('of a composite key is one question, in the order of the key', () => {
    const properties = [
      { name: 'a', primaryKey: true, primaryKeyPosition: 2 },
      { name: 'b', primaryKey: true, primaryKeyPosition: 1 },
    ]
    const { checks, product } = compile({ schema: [{ name: 'orders', properties }] })
    expect(checks.filter(({ kind }) => kind === 'quality')).toMatchObject([
      { id: 'sales.orders/orders/quality#primaryKey', params: { fields: ['b', 'a'] } },
    ])
    expect(product?.datasets[0]?.key).toEqual(['b', 'a'])
  })

  it.each([
    [{ logicalType: 'string', logicalTypeOptions: { maxLength: 3 } }, 'gap options-unmeasured schema[0].properties[0].logicalTypeOptions'],
    [{ logicalType: 'object', properties: [{ name: 'y' }] }, 'gap nested-unmeasured schema[0].properties[0].properties'],
    [{ logicalType: 'array', items: { logicalType: 'string' } }, 'gap nested-unmeasured schema[0].properties[0].items'],
    [{ relationships: [{ to: 'other.id' }] }, 'gap relationship-unmeasured schema[0].properties[0].relationships[0]'],
  ])('%j is a gap where nothing measures it', (parts, finding) => {
    expect(compile({ schema: [{ name: 'orders', properties: [{ name: 'x', ...parts }] }] }).told).toEqual([finding])
  })

  it('and how values are written is no promise of theirs', () => {
    const options = { logicalType: 'date', logicalTypeOptions: { format: 'yyyy-MM-dd' } }
    expect(compile({ schema: [{ name: 'orders', properties: [{ name: 'x', ...options }] }] }).told).toEqual([])
  })
})

describe('a rule that cannot be asked', () => {
  const here = 'schema[0].properties[5].quality[0]'
  it.each([
    [{ type: 'text', description: 'Looks good.' }, [`gap text-rule ${here}`]],
    [{ description: 'Neither type nor metric.' }, [`gap text-rule ${here}`]],
    [{ type: 'custom', engine: 'soda', implementation: 'x' }, [`gap foreign-engine ${here}`]],
    [
      { type: 'custom', engine: 'meshwatch', implementation: { check: 'monotonous' } },
      [`error unknown-check ${here}.implementation.check`],
    ],
    [{ type: 'custom', engine: 'meshwatch', implementation: 'x' }, [`error unknown-check ${here}.implementation`]],
    [
      { type: 'custom', engine: 'meshwatch', implementation: { check: 'monotonic', per: 'x' } },
      [`error unknown-key ${here}.implementation.per`],
    ],
    [
      { type: 'custom', engine: 'meshwatch', implementation: { check: 'monotonic', by: 'state' } },
      [`error unknown-field ${here}.implementation.by`],
    ],
    [{ metric: 'invalidValues', mustBe: 0 }, [`gap rule-unmeasured ${here}`]],
    [{ metric: 'nullValues', mustBe: 'few' }, [`gap rule-unmeasured ${here}.mustBe`]],
    [{ metric: 'nullValues', mustBeBetween: [2, 1] }, [`error bad-limit ${here}.mustBeBetween`]],
    [{ metric: 'nullValues', mustBe: 0, unit: 'procent' }, [`error bad-unit ${here}.unit`]],
    [{ metric: 'nullValues', mustBe: 0, schedule: 'nightly' }, [`error bad-cron ${here}.schedule`]],
    [{ metric: 'nullValues', mustBe: 0, scheduler: 'airflow', schedule: 'nightly' }, [`warning foreign-scheduler ${here}.scheduler`]],
    [{ metric: 'nullValues', mustBe: 0, severity: 'terrible' }, [`warning unknown-severity ${here}.severity`]],
    [{ metric: 'rowCount', mustBe: 1 }, [`warning misplaced-rule ${here}`]],
    [{ metric: 'rowCount', mustBe: 1, unit: 'percent' }, [`gap rule-unmeasured ${here}.unit`]],
  ])('%j is told where it stands', (rule, told) => {
    expect(compile(ruled([rule], 'status')).told).toEqual(told)
  })

  it.each([
    [{ metric: 'nullValues', mustBe: 0 }, ['gap rule-unmeasured schema[0].quality[0]']],
    [{ metric: 'duplicateValues', mustBe: 0 }, ['gap rule-unmeasured schema[0].quality[0]']],
    [
      { metric: 'duplicateValues', mustBe: 0, arguments: { properties: ['order_id', 'oder_id'] } },
      ['gap rule-unmeasured schema[0].quality[0]', 'warning unknown-field schema[0].quality[0].arguments.properties[1]'],
    ],
    [{ type: 'custom', engine: 'meshwatch', implementation: 'monotonic' }, ['error misplaced-rule schema[0].quality[0]']],
  ])('%j at an object is told where it stands', (rule, told) => {
    expect(compile(ruled([rule])).told).toEqual(told)
  })

  it('names the word that was meant', () => {
    const hints = (rule: object) => compile(ruled([rule], 'status')).diagnostics.map(({ hint }) => hint)
    expect(hints({ type: 'custom', engine: 'meshwatch', implementation: { check: 'monotnic' } })).toEqual(['did you mean "monotonic"?'])
    expect(hints({ type: 'custom', engine: 'mesh-watch', implementation: 'x' })).toEqual(['did you mean "meshwatch"?'])
  })
})
