/** Why a file could not be looked at. A file that its writer has not finished is told apart from one that is broken. */

import { type Instant, MINUTE } from '../../core/calendar/time.ts'
import { SourceFailure } from '../../core/connector.ts'

/** What is odd about a file as young as this is taken for work in progress. */
const YOUNG = MINUTE

export function fileFailure(error: unknown): SourceFailure {
  if (error instanceof SourceFailure) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return new SourceFailure('missing', 'there is no such file or folder')
  if (code === 'EACCES' || code === 'EPERM') return new SourceFailure('no-permission', 'the file or folder may not be read')
  if (code.startsWith('Z_')) return new SourceFailure('unreadable', 'the compressed file is damaged or cut short')
  return new SourceFailure('unreadable', `the file cannot be read (${code || 'unknown error'})`)
}

/** Without its root the source as a whole is away, such as a share that is not mounted; that says nothing of the data. */
export function rootFailure(error: unknown): SourceFailure {
  const failure = fileFailure(error)
  return failure.code === 'missing' ? new SourceFailure('unreachable', 'the folder of the source is not there') : failure
}

export function isYoung(changedAt: Instant, now: Instant): boolean {
  return Math.abs(now - changedAt) < YOUNG
}

/** The same failure, or `locked` when the newest file may simply not be finished yet. */
export function unlessYoung(failure: SourceFailure, newest: Instant | undefined, now: Instant): SourceFailure {
  if (failure.code !== 'unreadable' || newest === undefined || !isYoung(newest, now)) return failure
  return new SourceFailure('locked', `still being written: ${failure.message}`)
}
