/**
 * Plays 330 days of three public tables as they were really published: each first publication, revision, stray file and
 * deletion at the time at which it arrived, polled at each arrival and at each promised deadline. A revision replaces its day.
 */
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { instantOf } from '../../src/core/calendar/wall-time.ts'
import { type IncidentAnswer, openMesh } from '../../src/index.ts'

interface Arrival {
  readonly id: number
  readonly table: string
  readonly partition?: string
  readonly kind: 'first' | 'revision' | 'rewrite' | 'stray' | 'delete'
  readonly arrived_at: string
  readonly file?: string
}

interface Manifest {
  readonly arrivals: readonly Arrival[]
  readonly window: readonly [string, string]
}

export interface ReplayResult {
  readonly incidents: readonly IncidentAnswer[]
  readonly probes: number
  readonly seconds: number
}

const TABLES = ['national', 'regions', 'provinces']

export async function replayItaly(folder: string): Promise<ReplayResult> {
  const begun = performance.now()
  const manifest: Manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
  const place = await mkdtemp(join(tmpdir(), 'meshwatch-italy-'))
  for (const table of TABLES) await mkdir(join(place, 'published', table), { recursive: true })
  await cp(new URL('./contracts', import.meta.url), join(place, 'monitors'), { recursive: true })
  const mesh = await openMesh({
    config: {
      registry: join(place, 'monitors'),
      store: `sqlite:${join(place, 'state.db')}`,
      sources: { published: { type: 'local', path: join(place, 'published') } },
      domains: { dpc: { team: 'Protezione Civile', timezone: 'Europe/Rome' } },
    },
  })
  try {
    if (mesh.mesh.products.size !== TABLES.length) throw new Error(JSON.stringify(mesh.diagnostics))
    let probes = 0
    for (const { at, table, apply } of timeline(manifest, folder, join(place, 'published'))) {
      await apply()
      await mesh.check({ at, ...(table ? { select: `dpc.${table}` } : {}) })
      probes += table ? 1 : TABLES.length
    }
    return { incidents: await mesh.incidents(), probes, seconds: (performance.now() - begun) / 1_000 }
  } finally {
    await mesh.close()
    await rm(place, { recursive: true })
  }
}

export interface TypeScore {
  readonly must: number
  readonly found: number
  readonly falseAlarms: number
  readonly missed: readonly string[]
}

export interface Score {
  readonly recall: number
  readonly strictRecall: number
  readonly precision: number
  readonly falseAlarmsPerTableMonth: number
  readonly alertsPerTableMonth: number
  readonly types: Readonly<Record<'freshness' | 'volume' | 'schema' | 'distribution', TypeScore>>
}

/** The scorer lies beside the data; the answer is its report. */
export function scoreItaly(folder: string, incidentsFile: string): Score {
  const scorer = join(folder, '..', '..', '..', 'tools', 'score-replay.mjs')
  const run = spawnSync(process.execPath, [scorer, folder, incidentsFile], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout)
}

/**
 * The form that the scorer reads. It counts quality rules as distribution, and does not know the daemon's own troubles. What was handed
 * over to the incident of its cause in the same minute is part of that one.
 */
export function scoredForm(incidents: readonly IncidentAnswer[]) {
  return incidents
    .filter(({ type, status, cause }) => type !== 'monitoring' && type !== 'availability' && status !== 'pending' && cause === undefined)
    .map(({ product, type, openedAt, resolvedAt, confirmedAt, fields, segments, reason }) => ({
      table: product.slice('dpc.'.length),
      type: type === 'quality' ? 'distribution' : type,
      openedAt,
      resolvedAt,
      confirmedAt,
      fields,
      segments,
      reason,
    }))
}

interface Step {
  readonly at: number
  readonly table?: string
  apply(): Promise<void>
}

function timeline({ arrivals, window }: Manifest, folder: string, published: string): readonly Step[] {
  const steps: Step[] = arrivals
    .filter(({ kind }) => kind !== 'rewrite')
    .map((arrival) => ({ at: Date.parse(arrival.arrived_at), table: arrival.table, apply: () => publish(arrival, folder, published) }))
  for (let day = Date.parse(window[0]); day <= Date.parse(window[1]); day += 86_400_000) {
    const date = new Date(day)
    const wall = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: 18, minute: 30, second: 0 }
    steps.push({ at: instantOf(wall, 'Europe/Rome'), apply: async () => {} })
  }
  return steps.sort((a, b) => a.at - b.at)
}

async function publish({ table, partition, kind, arrived_at, file }: Arrival, folder: string, published: string): Promise<void> {
  const path = join(published, table, `${partition}.csv`)
  if (kind === 'delete') return rm(path, { force: true })
  if (!file) throw new Error(`an arrival of ${table} names no file`)
  await writeFile(path, gunzipSync(await readFile(join(folder, file))))
  const seconds = Date.parse(arrived_at) / 1_000
  await utimes(path, seconds, seconds)
}
