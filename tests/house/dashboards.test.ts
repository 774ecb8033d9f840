import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Dashboard, dashboardFaults, metricsNamed } from './rules/dashboards.ts'
import { filesLike, root } from './rules/repository.ts'

const dashboards = filesLike(/^dashboards\/grafana\/.*\.json$/).map(({ path, text }) => ({
  path,
  dashboard: JSON.parse(text) as Dashboard,
}))

describe('dashboards', () => {
  test('say what they show, in which unit, from a source that can be chosen', () => {
    expect(dashboards.length).toBeGreaterThan(0)
    expect(dashboards.flatMap(({ path, dashboard }) => dashboardFaults(dashboard).map((fault) => `${path}: ${fault}`))).toEqual([])
    expect(new Set(dashboards.map(({ dashboard }) => dashboard.uid)).size).toBe(dashboards.length)
  })

  test.runIf(existsSync(join(root, 'src/surface/metrics')))('ask only for metrics that are exported', () => {
    const exported = filesLike(/^src\/surface\/metrics\/.*\.ts$/)
      .map(({ text }) => text)
      .join('\n')
    const missing = (names: readonly string[]) => names.filter((name) => !new RegExp(`\\b${name}\\b`).test(exported))
    expect(missing(['dataproduct_never_heard_of'])).toEqual(['dataproduct_never_heard_of'])
    expect(dashboards.flatMap(({ dashboard }) => missing(metricsNamed(dashboard)))).toEqual([])
  })

  test('it notices a panel that says nothing, and finds the metrics of all queries', () => {
    const dashboard: Dashboard = {
      panels: [{ targets: [{ expr: 'sum(rate(dataproduct_rows[5m])) / on (product) meshwatch_up' }] }, {}],
      templating: { list: [{ name: 'domain', query: { query: 'label_values(dataproduct_info, domain)' } }] },
    }
    expect(dashboardFaults(dashboard)).toHaveLength(11)
    expect(metricsNamed(dashboard)).toEqual(['dataproduct_info', 'dataproduct_rows', 'meshwatch_up'])
  })
})
