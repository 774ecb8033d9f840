/**
 * What is exported of the data products. Everything comes from the mesh in force and the last verdicts: a product that is gone
 * is gone from the next scrape, and what could not be judged is absent rather than good or bad.
 */

import { type Instant, type Millis, SECOND } from '../../core/calendar/time.ts'
import type { Check } from '../../core/check.ts'
import type { Dataset } from '../../core/mesh.ts'
import type { Severity } from '../../core/names.ts'
import type { FreshnessParams, VolumeParams } from '../../core/questions.ts'
import { type Board, holds, type LastVerdict } from './board.ts'
import type { Family, Sample, Scene } from './family.ts'

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low']

export const PRODUCT_FAMILIES: readonly Family[] = [
  {
    name: 'dataproduct_info',
    type: 'gauge',
    help: 'Always 1; joins the owner and the tier of a data product to its other series.',
    labels: ['product', 'domain', 'owner', 'tier'],
    *samples({ mesh }) {
      for (const { id, domain, owner, team, tier } of mesh.products.values()) yield [[id, domain, owner ?? team ?? '', tier ?? ''], 1]
    },
  },
  {
    name: 'dataproduct_last_update_timestamp_seconds',
    type: 'gauge',
    help: 'Up to when the data of a dataset reaches, by its own time field, commit or file.',
    labels: ['product', 'domain', 'dataset'],
    samples: perDataset((dataset, board) => inSeconds(watermarkOf(leadingFreshness(dataset), board))),
  },
  {
    name: 'dataproduct_freshness_objective_seconds',
    type: 'gauge',
    help: 'How old the data of a dataset may be at any hour; absent where the promise is a deadline or holds in certain hours only.',
    labels: ['product', 'domain', 'dataset'],
    samples: perDataset((dataset) => inSeconds(ageLimit(leadingFreshness(dataset)))),
  },
  {
    name: 'dataproduct_rows',
    type: 'gauge',
    help: 'Rows of a dataset when its volume was last judged; for a dataset delivered in files, rows of the newest delivery.',
    labels: ['product', 'domain', 'dataset'],
    samples: perDataset(rowsOf),
  },
  {
    name: 'dataproduct_check_status',
    type: 'gauge',
    help: 'Last verdict of a check: 1 while the promise holds, 0 while it is broken; absent while it cannot be judged.',
    labels: ['product', 'domain', 'check'],
    samples: perCheck((last) => (last.verdict.state === 'unknown' ? undefined : Number(holds(last.verdict)))),
  },
  {
    name: 'dataproduct_check_last_success_timestamp_seconds',
    type: 'gauge',
    help: 'When a check last held; absent until it is known, which after a restart takes one success.',
    labels: ['product', 'domain', 'check'],
    samples: perCheck(({ heldAt }) => inSeconds(heldAt)),
  },
  {
    name: 'dataproduct_checks_total',
    type: 'counter',
    help: 'Judgements of the checks of a data product since the start, by result: pass, warn, fail or unknown.',
    labels: ['product', 'result'],
    *samples({ mesh, board }) {
      for (const product of mesh.products.keys()) {
        for (const [result, count] of board.judged(product)) yield [[product, result], count]
      }
    },
  },
  {
    name: 'dataproduct_incidents_open',
    type: 'gauge',
    help: 'Incidents about data that have not ended, acknowledged ones included.',
    labels: ['domain', 'severity'],
    samples: incidentsOpen,
  },
]

function* incidentsOpen({ mesh, stored }: Scene): Iterable<Sample> {
  if (!stored) return
  const incidents = stored.incidents.filter(({ type }) => type !== 'monitoring')
  const domains = new Set([...mesh.domains.keys(), ...[...mesh.products.values(), ...incidents].map(({ domain }) => domain)])
  const counts = Map.groupBy(incidents, ({ domain, severity }) => `${domain} ${severity}`)
  for (const domain of domains) {
    for (const severity of SEVERITIES) yield [[domain, severity], counts.get(`${domain} ${severity}`)?.length ?? 0]
  }
}

function perDataset(read: (dataset: Dataset, board: Board) => number | undefined): Family['samples'] {
  return function* ({ mesh, board }) {
    for (const { id, domain, datasets } of mesh.products.values()) {
      for (const dataset of datasets) {
        const value = read(dataset, board)
        if (value !== undefined) yield [[id, domain, dataset.name], value]
      }
    }
  }
}

function perCheck(read: (last: LastVerdict) => number | undefined): Family['samples'] {
  return function* ({ mesh, board }) {
    for (const { id, domain, datasets } of mesh.products.values()) {
      for (const check of datasets.flatMap(({ checks }) => checks)) {
        const last = board.last(check.id)
        const value = last && read(last)
        if (value !== undefined) yield [[id, domain, check.id], value]
      }
    }
  }
}

function inSeconds(time: Instant | Millis | undefined): number | undefined {
  return time === undefined ? undefined : time / SECOND
}

/** The strictest promise speaks for the dataset, so that watermark and objective are of one check and one rule fits all. */
function leadingFreshness(dataset: Dataset): Check | undefined {
  const promises = dataset.checks.filter(({ kind }) => kind === 'freshness')
  return promises.toSorted((a, b) => (ageLimit(a) ?? Number.MAX_VALUE) - (ageLimit(b) ?? Number.MAX_VALUE))[0]
}

/** A promise for certain hours cannot be compared with an age that grows at all hours. */
function ageLimit(check: Check | undefined): Millis | undefined {
  if (!check) return undefined
  const { rule } = check.params as FreshnessParams
  return rule.by === 'age' && rule.hours === undefined ? rule.limit : undefined
}

function watermarkOf(check: Check | undefined, board: Board): Instant | undefined {
  const verdict = check && board.last(check.id)?.verdict
  const watermark = verdict?.state === 'unknown' ? undefined : verdict?.evidence?.watermark
  return typeof watermark === 'number' ? watermark : undefined
}

function rowsOf(dataset: Dataset, board: Board): number | undefined {
  const check = dataset.checks.find(({ kind, params }) => kind === 'volume' && (params as VolumeParams).measure.of === 'rows')
  const verdict = check && board.last(check.id)?.verdict
  return verdict?.state === 'unknown' ? undefined : verdict?.value
}
