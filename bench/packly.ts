/**
 * Quiet days of the example mesh: Packly's mill delivers sixty ordinary days, all products are judged five times a day with nothing
 * but the shipped contracts and settings, and whatever opens is a false alarm. `npm run bench -- packly [days]`.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY, HOUR, type Instant, isoTime, MINUTE } from '../src/core/calendar/time.ts'
import { startOfDay } from '../src/core/calendar/wall-time.ts'
import { openMesh } from '../src/index.ts'
import { DATABASES, openMill, ZONE } from '../src/surface/demo/mill.ts'

const START: Instant = Date.UTC(2026, 8, 1, 12)
const HISTORY_DAYS = 90
const LOOKS = [40 * MINUTE, 7 * HOUR + 35 * MINUTE, 12 * HOUR, 17 * HOUR + 30 * MINUTE, 21 * HOUR]
/** A data set that is split by a field as well, so that its warehouses are judged, too. */
const SPLIT = { contract: 'fulfillment/inventory_snapshot.odcs.yaml', after: '{ property: meshwatch.settle, value: 30m }', by: 'warehouse' }

export async function run([days = '60']: readonly string[]): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwatch-packly-'))
  const begun = performance.now()
  const first = startOfDay(START, ZONE)
  const mill = await openMill({ folder, seed: 20, from: first - HISTORY_DAYS * DAY, saleDay: first - 2 * HISTORY_DAYS * DAY })
  const registry = join(folder, 'monitors')
  await cp(new URL('../monitors', import.meta.url), registry, { recursive: true })
  await split(join(registry, SPLIT.contract))
  await mill.deliver(first)
  const mesh = await openMesh({
    config: {
      registry,
      store: `sqlite:${join(folder, 'state.db')}`,
      sources: {
        ...Object.fromEntries(DATABASES.map((name) => [name, { type: 'duckdb', path: join(folder, `${name}.duckdb`) }])),
        marketing: { type: 'local', path: join(folder, 'marketing') },
      },
      defaults: { timezone: ZONE },
    },
  })
  try {
    for (let day = 0; day < Number(days); day++) {
      const midnight = startOfDay(first, ZONE, day)
      for (const look of LOOKS) {
        await mill.deliver(midnight + look)
        await mesh.check({ at: midnight + look })
      }
    }
    const incidents = await mesh.incidents()
    const tables = mesh.mesh.datasets.size
    return {
      days: Number(days),
      tables,
      seconds: Math.round((performance.now() - begun) / 1_000),
      incidents: incidents.length,
      perTableAndMonth: Number((incidents.length / tables / (Number(days) / 30)).toFixed(2)),
      opened: incidents.map(({ type, dataset, product, openedAt, resolvedAt, reason }) => ({
        type,
        of: `${product}/${dataset}`,
        openedAt,
        resolvedAt: resolvedAt ?? isoTime(startOfDay(first, ZONE, Number(days))),
        reason,
      })),
    }
  } finally {
    await mesh.close()
    mill.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function split(file: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  const line = `- ${SPLIT.after}`
  if (!text.includes(line)) throw new Error(`${SPLIT.contract} has no line ${line}`)
  await writeFile(file, text.replace(line, `${line}\n      - { property: meshwatch.segmentBy, value: ${SPLIT.by} }`))
}
