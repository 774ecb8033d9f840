/**
 * Hot reload: build the new state whole, swap it in, or keep the old one and say so. A change is noticed by watching folders, by
 * looking now and then all the same, or because someone asks (SIGHUP). Two reloads never run at once.
 */
import type { FolderWatch, WatchedFolder } from './config/watch-folders.ts'
import { type Clock, type Instant, MINUTE, type Millis, SECOND } from './core/calendar/time.ts'
import { type Diagnostic, formatDiagnostic } from './core/diagnostic.ts'
import type { Log } from './core/factory.ts'

export interface ReloadStatus {
  /** Whether what runs is what the files say; false: the last good state goes on. */
  readonly ok: boolean
  /** When it was last looked at, and when a new state was last swapped in. */
  readonly at: Instant
  readonly appliedAt: Instant
  /** Counts the states that were swapped in; the one of the start is 1. */
  readonly generation: number
  readonly diagnostics: readonly Diagnostic[]
}

export interface Loaded<T> {
  /** The new state; the same object as before when nothing has changed; missing when the files cannot be used. */
  readonly value?: T
  readonly diagnostics: readonly Diagnostic[]
}

export interface ReloaderParts<T> {
  /** What runs now. */
  readonly initial: Required<Loaded<T>>
  load(running: T): Promise<Loaded<T>>
  /** Swaps, or throws and leaves everything as it was. */
  apply(next: T, running: T): Promise<void> | void
  folders(running: T): readonly WatchedFolder[]
  watch(onChange: () => void): FolderWatch
  readonly clock: Clock
  readonly log: Log
  /** From the first sign of a change to the reload (250 ms), so that many changes make one. */
  readonly settle?: Millis
  /** The longest that a change may go unnoticed (1 min). */
  readonly poll?: Millis
}

export interface Reloader<T> {
  readonly running: T
  status(): ReloadStatus
  /** Looks now; asked while a reload runs, it looks once more after it. Never rejects. */
  reload(): Promise<ReloadStatus>
  /** Stops watching and waits for a reload under way. */
  close(): Promise<void>
}

export function createReloader<T>(parts: ReloaderParts<T>): Reloader<T> {
  const { clock, log, settle = SECOND / 4, poll = MINUTE } = parts
  const began = clock.now()
  let running = parts.initial.value
  let status: ReloadStatus = { ok: true, at: began, appliedAt: began, generation: 1, diagnostics: parts.initial.diagnostics }
  let underWay: Promise<ReloadStatus> | undefined
  let onceMore: Promise<ReloadStatus> | undefined
  let closed = false

  async function attempt(): Promise<ReloadStatus> {
    const before = status
    const at = clock.now()
    try {
      const { value, diagnostics } = await parts.load(running)
      if (closed) return status
      if (value === undefined) status = { ...before, ok: false, at, diagnostics }
      else if (value === running) status = { ...before, ok: true, at, diagnostics }
      else {
        await parts.apply(value, running)
        running = value
        status = { ok: true, at, appliedAt: at, generation: before.generation + 1, diagnostics }
      }
      tell(before)
    } catch (error) {
      status = { ...before, ok: false, at }
      log.error('reload failed, the last good state goes on', { error })
    }
    if (!closed) follow()
    return status
  }

  /** A state that stays broken is told once, not at every look. */
  function tell(before: ReloadStatus): void {
    const { ok, generation } = status
    const findings = status.diagnostics.map(formatDiagnostic)
    if (ok === before.ok && generation === before.generation && findings.join('\n') === before.diagnostics.map(formatDiagnostic).join('\n'))
      return
    if (ok) log.info('reloaded', { generation, findings })
    else log.warn('the new state cannot be used, the last good one goes on', { generation, findings })
  }

  function reload(): Promise<ReloadStatus> {
    if (closed) return Promise.resolve(status)
    if (underWay === undefined) {
      underWay = attempt().finally(() => {
        underWay = undefined
      })
      return underWay
    }
    onceMore ??= underWay.then(() => {
      onceMore = undefined
      return reload()
    })
    return onceMore
  }

  let cancelSettling: (() => void) | undefined
  const lookSoon = (): void => {
    cancelSettling ??= clock.after(settle, () => {
      cancelSettling = undefined
      void reload()
    })
  }
  const watch = parts.watch(lookSoon)
  const follow = (): void => {
    if (watch.follow(parts.folders(running))) lookSoon()
  }
  const lookLater = (): (() => void) =>
    clock.after(poll, () => {
      cancelPoll = lookLater()
      void reload()
    })
  let cancelPoll = lookLater()
  follow()

  return {
    get running() {
      return running
    },
    status: () => status,
    reload,
    async close() {
      closed = true
      cancelSettling?.()
      cancelPoll()
      watch.close()
      await underWay
    },
  }
}
