/**
 * What every connector does, run over a real source. The process lives in New York while it runs: no answer may depend on that.
 * A source that cannot take part of it says so, with the reason, in `without`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Deadline } from '../../../src/core/calendar/time.ts'
import { SourceFailure, type Sql } from '../../../src/core/connector.ts'
import type { DatasetRef } from '../../../src/core/dataset.ts'
import { type Group, isGrouped, type Metric, metricKey } from '../../../src/core/metric.ts'
import type { UnknownCause } from '../../../src/core/verdict.ts'
import { observe } from '../../../src/engine/observe.ts'
import { AWKWARD, BAD_RULES, DIVIDED, LABEL, RULES, TRUTHS } from './awkward.ts'
import { askRule, type ConnectorFixture, factsOf, measure, type Part, type Without, within } from './fixture.ts'

const HOSTILE = 'or"ders\'; DROP TABLE x; -- 名'

export function connectorSuite(name: string, makeFixture: () => Promise<ConnectorFixture>, without: Without = {}): void {
  describe(`the connector of ${name}`, () => {
    let fixture: ConnectorFixture
    let awkward: DatasetRef
    const zone = process.env.TZ

    beforeAll(async () => {
      process.env.TZ = 'America/New_York'
      fixture = await makeFixture()
      awkward = await fixture.make(AWKWARD)
    })

    afterAll(async () => {
      await fixture?.close()
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    })

    const query = (sql: Sql, until: Deadline = within(10_000)) => fixture.connector.query(sql, until)
    const make = (table: string, rows = AWKWARD.rows) => fixture.make({ ...AWKWARD, name: table, rows })

    /** The code of the failure; fails when there is none. */
    async function failureOf(work: Promise<unknown>): Promise<UnknownCause> {
      const failure = await work.then(
        () => 'no failure',
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(SourceFailure)
      return (failure as SourceFailure).code
    }

    /** A part that the fixture has to offer, or to give a reason for leaving out. */
    function part(which: Part, behaviour: string, run: () => Promise<void>): void {
      const reason = without[which]
      if (reason === undefined) test(behaviour, run)
      else if (which !== 'hostile names') test(`offers no ${which}: ${reason}`, () => expect(fixture[which]).toBeUndefined())
    }

    describe('measures', () => {
      test('all metrics of an awkward table, the scalar ones in one statement', async () => {
        const facts = await factsOf(fixture.connector, awkward)
        const answers = await measure(
          fixture.connector,
          facts,
          TRUTHS.map(({ metric }) => metric),
        )
        const keyed = (values: readonly unknown[]) =>
          Object.fromEntries(TRUTHS.map(({ metric }, index) => [metricKey(metric), values[index]]))
        expect(roughly(keyed(answers))).toEqual(roughly(keyed(TRUTHS.map(({ answer }) => answer))))
      })

      test('nothing in an empty table: counts are zero, everything else is null, groups are none', async () => {
        const facts = await factsOf(fixture.connector, await make('empty', []))
        const metrics = TRUTHS.filter(({ answer }) => answer !== undefined).map(({ metric }) => metric)
        const counts = new Set(['rows', 'nulls', 'zeros', 'distinct', 'missing', 'invalid', 'mismatched', 'duplicates'])
        const expected = metrics.map((metric) => (isGrouped(metric) ? {} : counts.has(metric.fn) ? 0 : null))
        expect(await measure(fixture.connector, facts, metrics)).toEqual(expected)
      })

      test.each(DIVIDED)(
        'by segment or period, all that is divided alike beside other metrics in one statement: $metrics',
        async (truth) => {
          const facts = await factsOf(fixture.connector, awkward)
          const moment = { at: 0, pinned: true }
          const visit = await observe(fixture.connector, facts, [{ fn: 'rows' }, ...truth.metrics], moment, within(10_000))
          expect(visit.statements).toBe(1)
          const groups = truth.answers.map((answer) =>
            answer.map(([key, value, start]) => ({ key, value, ...(start === undefined ? {} : { at: Date.parse(start) }) })),
          )
          const inOrder = (list: readonly Group[]) => list.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || (a.key < b.key ? -1 : 1))
          const found = truth.metrics.map((metric) => visit.measured.get(metricKey(metric))?.value)
          expect(found.map((value) => inOrder(value as Group[]))).toEqual(groups.map(inOrder))
        },
      )

      test('a sample, which has the same fields', async () => {
        const facts = await factsOf(fixture.connector, awkward)
        const sampled = { ...facts, relation: fixture.connector.dialect.sampled(facts.relation, 0.999) }
        const [rows] = await measure(fixture.connector, sampled, [{ fn: 'rows' }, { fn: 'mean', fields: ['ratio'] }])
        expect(rows).toBeGreaterThanOrEqual(0)
        expect(rows).toBeLessThanOrEqual(7)
      })

      test('almost all rows of a span, drawn by chance', async () => {
        const facts = await factsOf(fixture.connector, awkward)
        const span = { per: { field: 'seen', unit: 'day', zone: 'UTC' }, window: { from: 0, to: Date.parse('2100-01-01') } } as const
        const flags: Metric = { fn: 'nulls', fields: ['flag'], ...span }
        const asked = [flags, { ...flags, by: 'flag' }]
        const keys = new Set(asked.map(metricKey))
        const drawnOf = async (enough: number) => {
          const metrics = [{ ...span, fn: 'rows' } as const, ...asked.map((metric) => ({ ...metric, enough }))]
          const { measured } = await observe(fixture.connector, facts, metrics, { at: 0, pinned: true }, within(10_000), [{ keys }])
          return asked.map((metric) => measured.get(metricKey(metric)))
        }
        const [drawn, all] = [await drawnOf(1 - 1e-9), await drawnOf(1)]
        expect(drawn.map((found) => found?.basis)).toEqual(['sampled', 'sampled'])
        expect(drawn.map((found) => found?.value)).toEqual(all.map((found) => found?.value))
        expect(all[0]?.value).not.toHaveLength(0)
      })

      test('the clock of the source', async () => {
        const [row] = await query(`SELECT ${fixture.connector.dialect.now} AS now`)
        expect(Math.abs(Number(row?.now) - Date.now())).toBeLessThan(5_000)
      })

      test.each(RULES)('the rule %s', async (rule, answer) => {
        expect(await askRule(fixture.connector, await factsOf(fixture.connector, awkward), rule, LABEL)).toBe(answer)
      })
    })

    describe('describes', () => {
      test('the fields of a dataset, in their order', async () => {
        const facts = await factsOf(fixture.connector, awkward)
        expect(facts).toMatchObject({ state: 'present' })
        expect(facts.fields.map((field) => [field.name, field.logicalType])).toEqual([
          ['id', 'integer'],
          ['amount', 'number'],
          ['ratio', 'number'],
          [LABEL, 'string'],
          ['flag', 'boolean'],
          ['day', 'date'],
          ['naive', 'timestamp'],
          ['seen', 'timestamp'],
        ])
        expect(facts.rows?.value ?? 0).toBeGreaterThanOrEqual(0)
      })

      test('what is not there, and what might be meant', async () => {
        const facts = await factsOf(fixture.connector, { ...awkward, ...renamed(awkward, 'awkwart') })
        expect(facts).toMatchObject({ state: 'missing', relation: '' })
        expect(facts.detail).toContain('awkward')
      })

      test('many datasets in the order asked, the missing ones in between', async () => {
        const datasets = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? awkward : renamed(awkward, `nothing${index}`)))
        const facts = await fixture.connector.catalog(datasets, within(10_000))
        expect(facts.map(({ state }) => state)).toEqual(datasets.map((_, index) => (index % 2 === 0 ? 'present' : 'missing')))
      })

      part('statements', 'fifty datasets in one statement, every time', async () => {
        const datasets = [await make('one', []), await make('two', []), awkward, renamed(awkward, 'none'), renamed(awkward, 'nil')]
        const fifty = Array.from({ length: 10 }, () => datasets).flat()
        const look = () => fixture.connector.catalog(fifty, within(10_000))
        expect(await fixture.statements?.(look)).toBe(1)
        expect(await fixture.statements?.(look)).toBe(1)
      })

      test('what could be registered', async () => {
        const found = await fixture.connector.discover(within(10_000))
        const facts = await fixture.connector.catalog(found, within(10_000))
        expect(found.some(({ name }) => name === awkward.name)).toBe(true)
        expect(facts.every(({ state }) => state === 'present')).toBe(true)
      })

      part('rename', 'where a renamed dataset went', async () => {
        const before = await make('before', [])
        expect(await factsOf(fixture.connector, before)).toMatchObject({ state: 'present' })
        await fixture.rename?.(before, 'afterwards')
        const facts = await factsOf(fixture.connector, before)
        expect(facts.state).toBe('missing')
        expect(facts.detail).toContain('afterwards')
      })

      part('deny', 'what may not be read, as that and not as gone', async () => {
        const secret = await make('secret')
        const { relation } = await factsOf(fixture.connector, secret)
        await fixture.deny?.(secret)
        expect(await factsOf(fixture.connector, secret)).toMatchObject({ state: 'no-permission', relation: '' })
        expect(await failureOf(query(`SELECT count(*) AS n FROM ${relation}`))).toBe('no-permission')
      })
    })

    describe('refuses', () => {
      test('whatever would write', async () => {
        const { relation } = await factsOf(fixture.connector, awkward)
        const writes = fixture.writes(relation)
        for (const sql of writes) expect([sql, await failureOf(query(sql))]).toEqual([sql, 'invalid-query'])
        expect(writes.length).toBeGreaterThan(3)
        const facts = await factsOf(fixture.connector, awkward)
        expect(await measure(fixture.connector, facts, [{ fn: 'rows' }])).toEqual([7])
      })

      test('several statements', async () => {
        expect(await failureOf(query('SELECT 1 AS one; SELECT 2 AS two'))).toBe('invalid-query')
      })

      test.each(BAD_RULES)('the rule %s, without naming a value', async (rule) => {
        const facts = await factsOf(fixture.connector, awkward)
        const failure: unknown = await askRule(fixture.connector, facts, rule, LABEL).catch((error) => error)
        expect(failure).toMatchObject({ code: 'invalid-query' })
        if (rule.includes('{property}')) expect((failure as Error).message).not.toContain('Zoë')
      })

      test('an answer of a million rows, and one giant value', async () => {
        expect(await failureOf(query('SELECT * FROM generate_series(1, 1000000)'))).toBe('invalid-query')
        expect(await failureOf(query(`SELECT repeat('x', 100000000) AS giant`))).toBe('invalid-query')
        expect(await query('SELECT 1 AS one')).toHaveLength(1)
      })

      test('fields and datasets that are not there', async () => {
        const { relation } = await factsOf(fixture.connector, awkward)
        expect(await failureOf(query(`SELECT count(nothing) AS n FROM ${relation}`))).toBe('missing')
        expect(await failureOf(query('SELECT count(*) AS n FROM nowhere_to_be_found'))).toBe('missing')
      })

      part('hostile names', 'nothing for its name', async () => {
        const hostile = await make(HOSTILE)
        const facts = await factsOf(fixture.connector, hostile)
        expect(await measure(fixture.connector, facts, [{ fn: 'rows' }, { fn: 'nulls', fields: [LABEL] }])).toEqual([7, 1])
        expect(await askRule(fixture.connector, facts, 'SELECT count(*) FROM {object} WHERE {property} IS NULL', LABEL)).toBe(1)
      })
    })

    describe('waits', () => {
      part('slow', 'no longer than until the deadline', async () => {
        const started = performance.now()
        expect(await failureOf(query(String(fixture.slow), within(400)))).toBe('timeout')
        expect(performance.now() - started).toBeLessThan(2_000)
        expect(await query('SELECT 1 AS one')).toHaveLength(1)
      })

      part('slow', 'no longer once it is called off', async () => {
        const control = new AbortController()
        const asked = failureOf(query(String(fixture.slow), within(10_000, control.signal)))
        const started = performance.now()
        setTimeout(() => control.abort(), 200)
        expect(await asked).toBe('timeout')
        expect(performance.now() - started).toBeLessThan(2_000)
        expect(await query('SELECT 1 AS one')).toHaveLength(1)
      })

      test('not at all when it is too late already', async () => {
        expect(await failureOf(query('SELECT 1 AS one', within(10_000, AbortSignal.abort())))).toBe('timeout')
      })

      part('lock', 'not for ever for what somebody holds', async () => {
        const held = await make('held')
        const { relation } = await factsOf(fixture.connector, held)
        const letGo = await fixture.lock?.(held)
        const code = await failureOf(query(`SELECT count(*) AS n FROM ${relation}`, within(2_000))).finally(letGo)
        expect(code).toBe('locked')
        expect(await query(`SELECT count(*) AS n FROM ${relation}`)).toHaveLength(1)
      })
    })
  })
}

function renamed(dataset: DatasetRef, name: string): DatasetRef {
  return { ...dataset, name, ...(dataset.path === undefined ? {} : { path: dataset.path.replace(dataset.name, name) }) }
}

/** Sums of doubles differ in the last digits with the order of the rows. */
function roughly(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toPrecision(12)) : value]),
  )
}
