/**
 * Everything that Prometheus is told. Counts come from the engine's events; the rest is worked out at each scrape, in slices that
 * let the daemon go on. Scrapes at the same time share one answer.
 */

import type { Clock } from '../../core/calendar/time.ts'
import { MeshError } from '../../core/errors.ts'
import type { Log } from '../../core/factory.ts'
import { GOING_ON } from '../../core/incident/incident.ts'
import type { EngineEvents } from '../../engine/events.ts'
import type { DaemonView } from '../daemon-view.ts'
import { createBoard } from './board.ts'
import { createCounts } from './counts.ts'
import { DAEMON_FAMILIES } from './daemon-families.ts'
import { headOf, lineOf, type Scene } from './family.ts'
import { PRODUCT_FAMILIES } from './product-families.ts'

export interface Metrics {
  readonly events: EngineEvents
  readonly contentType: string
  /** Every exported metric, for the reference. */
  readonly described: readonly MetricFacts[]
  /** From now on this daemon is what is told about. */
  attach(view: DaemonView): void
  /** The text format of Prometheus, version 0.0.4. */
  render(): Promise<string>
}

export interface MetricFacts {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly labels: readonly string[]
}

export interface MetricsGiven {
  readonly clock: Clock
  readonly log: Log
}

const FAMILIES = [...PRODUCT_FAMILIES, ...DAEMON_FAMILIES]
/** Lines written between two pauses: about a millisecond of work. */
const SLICE = 500

export function createMetrics({ clock, log }: MetricsGiven): Metrics {
  const board = createBoard()
  const counts = createCounts()
  let view: DaemonView | undefined
  let underWay: Promise<string> | undefined
  const pause = () => new Promise<void>((wake) => void clock.after(0, wake))

  async function look(at: DaemonView): Promise<Scene> {
    const scene = { view: at, mesh: at.mesh, board }
    try {
      await board.load(at.store)
      const [incidents, outbox] = [await at.store.incidents({ status: GOING_ON }), await at.store.outboxSummary()]
      const [windows, silences] = [await at.windows(), await at.silences()]
      const quiet = { windows: windows.filter(({ on }) => on).length, silences: silences.filter(({ on }) => on).length }
      return { ...scene, stored: { incidents, outbox, quiet, budget: await at.budget() } }
    } catch (error) {
      log.warn('the store did not answer a scrape', { error })
      return scene
    }
  }

  async function write(scene: Scene | undefined): Promise<string> {
    const parts: string[] = []
    let lines = 0
    for (const family of scene ? FAMILIES : []) {
      parts.push(headOf(family))
      for (const sample of scene ? family.samples(scene) : []) {
        parts.push(lineOf(family, sample))
        if (++lines % SLICE === 0) await pause()
      }
    }
    for (const { name } of counts.registry.getMetricsAsArray())
      parts.push(withoutNaN(`${await counts.registry.getSingleMetricAsString(name)}\n`))
    return parts.join('')
  }

  return {
    events: {
      probed({ source, record, statements, lateness, took }) {
        board.judge(record.states)
        const answered = record.states.some(({ verdict }) => verdict.state !== 'unknown' || verdict.code === 'learning')
        const sourceKind = view?.config.sources.get(source)?.type ?? ''
        counts.probe({ source, sourceKind, result: answered ? 'answered' : 'unanswered', statements, lateness, took })
      },
      probeBroke({ dataset, error }) {
        log[error instanceof MeshError ? 'warn' : 'error']('a probe broke', { dataset, error })
        const source = view?.mesh.datasets.get(dataset)?.ref.source ?? ''
        counts.probe({ source, sourceKind: '', result: 'broken', statements: 0, lateness: 0, took: 0 })
      },
      settled({ row, outcome }) {
        counts.notice(row, outcome)
      },
    },
    contentType: counts.registry.contentType,
    described: [...FAMILIES, ...counts.registry.getMetricsAsArray().map(factsOf)],
    attach(to) {
      view = to
    },
    render() {
      underWay ??= (view ? look(view).then(write) : write(undefined)).finally(() => {
        underWay = undefined
      })
      return underWay
    },
  }
}

/** Node's event-loop gauges are no number until there is something to average. */
function withoutNaN(exposition: string): string {
  return exposition.replace(/^.* Nan\n/gm, '')
}

/** What the client library knows of its metrics and its types do not tell. */
function factsOf(metric: object): MetricFacts {
  const { name, type, help, labelNames } = metric as { name: string; type: string; help: string; labelNames: readonly string[] }
  return { name, type, help, labels: labelNames }
}
