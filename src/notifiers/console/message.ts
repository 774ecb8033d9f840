/** One notice as one line. Pure. */
import { isoTime } from '../../core/calendar/time.ts'
import type { Notice } from '../../core/incident/notice.ts'
import { newsWords } from '../news.ts'
import { plainText, tidy } from '../wording.ts'

const LONGEST = 2_000

export function lineOf(notice: Notice): string {
  const { incident, at } = notice
  return tidy(`${isoTime(at)} ${newsWords(notice)} [${incident.severity}] ${plainText(notice)} Incident ${incident.id}.`, LONGEST)
}
