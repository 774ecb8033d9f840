/** `scheduler` and `schedule`, as SLAs and quality rules have them. */
import type { CronSpec } from '../../core/calendar/cron.ts'
import type { Path } from '../document/path.ts'
import type { Work } from './context.ts'
import { isBadCron, readCron } from './cron.ts'

export interface Scheduled {
  readonly scheduler?: string
  readonly schedule?: string
}

/** No scheduler named means cron. */
export function isCronScheduled({ scheduler = 'cron', schedule }: Scheduled): boolean {
  return schedule !== undefined && scheduler.trim().toLowerCase() === 'cron'
}

/** The firing times, in the product's zone; undefined where there are none, and then anything odd about that has been told. */
export function readSchedule(scheduled: Scheduled, path: Path, work: Work, zone = work.settings.zone): CronSpec | undefined {
  const { scheduler, schedule } = scheduled
  if (schedule === undefined) return undefined
  if (!isCronScheduled(scheduled)) {
    work.findings.warning(
      'foreign-scheduler',
      [...path, 'scheduler'],
      `the schedule of ${scheduler} is not known here, the product's interval is used`,
      'write it as scheduler: cron',
    )
    return undefined
  }
  const read = readCron(schedule, zone)
  if (!isBadCron(read)) return read
  work.findings.error('bad-cron', [...path, 'schedule'], `${JSON.stringify(schedule)}: ${read.problem}`, read.hint)
  return undefined
}
