/**
 * Below the root of a conversation comes the chart of what is odd, as it was when the incident opened. It is drawn after the message was
 * delivered, so that it delays nothing; when it does not work, or the daemon ends before, it is not tried again.
 */
import { type Clock, MINUTE } from '../../core/calendar/time.ts'
import type { Log } from '../../core/factory.ts'
import type { Incident } from '../../core/incident/incident.ts'
import type { Notifier, Picture } from '../../core/incident/notice.ts'
import type { Mesh } from '../../core/mesh.ts'
import { isBad } from '../../core/verdict.ts'
import type { EngineEvents } from '../../engine/events.ts'
import { within } from '../../engine/slots.ts'
import { pngOf } from '../chart/png.ts'
import type { Feedback } from '../feedback.ts'
import { chartOf } from './picture.ts'

export interface PictureParts {
  readonly clock: Clock
  readonly log: Log
  mesh(): Mesh
  notifier(name: string): Notifier | undefined
  readonly why: Feedback['why']
}

export interface Pictures {
  /** Looks at what was delivered. */
  settled: EngineEvents['settled']
  /** Waits for what is being drawn. */
  close(): Promise<void>
}

const PATIENCE = 2 * MINUTE
/** When more than this wait, something is wrong that a picture does not help with. */
const MOST_WAITING = 20
/** A root that had to wait is not of the opening any more. */
const LATEST = 10 * MINUTE
/** Fewer are no history. */
const FEWEST_POINTS = 3

export function createPictures({ clock, log, mesh, notifier, why }: PictureParts): Pictures {
  let waiting = 0
  let line: Promise<void> = Promise.resolve()

  const draw = async ({ members, openedAt, title }: Incident): Promise<Picture | undefined> => {
    for (const { check, verdict, cleared } of members) {
      if (cleared || !isBad(verdict) || verdict.value === undefined || !isWatched(mesh(), check)) continue
      const answer = await why(check, { at: verdict.bucket ?? openedAt })
      const [series] = answer.series
      if (!series || series.points.length < FEWEST_POINTS) continue
      return { bytes: await pngOf(chartOf(answer)), title, says: `${check} over time. ${verdict.reason}` }
    }
    return undefined
  }

  return {
    settled({ row, outcome }) {
      if (outcome.state !== 'delivered' || outcome.handle === undefined || !/^(?:$|route:)/.test(row.audience)) return
      const { handle } = outcome
      const to = notifier(row.receiver)
      if (!to?.attach || waiting >= MOST_WAITING || clock.now() - row.createdAt > LATEST) return
      waiting++
      line = line
        .then(async () => {
          const picture = await draw(row.notice.incident)
          if (picture) await within(clock, PATIENCE, undefined, async (until) => to.attach?.(handle, picture, until))
        })
        .catch((error: unknown) => log.warn('a chart could not be shown', { incident: row.incident, error }))
        .finally(() => {
          waiting--
        })
    },
    close: () => line,
  }
}

function isWatched({ datasets }: Mesh, check: string): boolean {
  return datasets.values().some(({ checks }) => checks.some(({ id }) => id === check))
}
