/** Which notices go out although it is quiet: whoever was told of the beginning is told of the end, and of what people do. Pure. */
import type { NoticeKind, OutboxRow } from '../../core/incident/notice.ts'

const LOUD: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'acknowledged',
  'unacknowledged',
  'snoozed',
  'muted',
  'woken',
  'resolved',
  'unaffected',
])

/** What people do, and the end. */
export function isLoud(kind: NoticeKind): boolean {
  return LOUD.has(kind)
}

export function keptQuiet(rows: readonly OutboxRow[], isTold: (row: OutboxRow) => boolean): readonly OutboxRow[] {
  return rows.filter((row) => isTold(row) && (row.notice.form === 'edit' || isLoud(row.notice.transition)))
}
