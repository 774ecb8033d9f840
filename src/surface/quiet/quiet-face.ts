/** Windows and silences: announced, listed and ended. The same behind the command line, the library and the API. */
import { hoursWord } from '../../contracts/routing/route-words.ts'
import { parseDuration } from '../../core/calendar/duration.ts'
import { type Clock, type Instant, isoTime, spell } from '../../core/calendar/time.ts'
import { MeshError } from '../../core/errors.ts'
import type { Mesh } from '../../core/mesh.ts'
import { isOn, isOver, LONGEST_SILENCE, type QuietTime, type Silence, type Window, type WindowKind } from '../../core/quiet/quiet-time.ts'
import type { Hours } from '../../core/routing/routes.ts'
import { selectDatasets } from '../../core/select.ts'
import type { Store } from '../../core/store.ts'
import type { Engine } from '../../engine/engine.ts'
import { instantOf, type Moment } from '../moments.ts'
import { spellHours } from './spell-hours.ts'

interface QuietAnswer {
  readonly id: string
  readonly for: string
  /** Whether it is on now. */
  readonly on: boolean
  readonly by?: string
  readonly at?: string
  readonly endedAt?: string
  readonly endedBy?: string
}

export interface WindowAnswer extends QuietAnswer {
  readonly kind: WindowKind
  readonly name: string
  readonly from?: string
  readonly to?: string
  /** Instead of from and to: hours of every week. */
  readonly hours?: string
}

export interface SilenceAnswer extends QuietAnswer {
  readonly reason: string
  readonly from: string
  readonly to: string
}

export interface WindowOptions {
  readonly name: string
  readonly kind?: WindowKind
  /** Selector; all when left out. */
  readonly for?: string
  /** Now when left out. */
  readonly from?: Moment
  /** A time, or a length from its beginning on, such as `2h`. */
  readonly to?: Moment
  readonly hours?: string
  readonly by: string
}

export interface SilenceOptions {
  readonly for: string
  readonly reason: string
  readonly from?: Moment
  /** A time, or a length from its beginning on, such as `2d`; at most 30 days. */
  readonly to: Moment
  readonly by: string
}

/** `all`: those that are over as well. */
export interface QuietQuery {
  readonly all?: boolean
}

export interface QuietFace {
  windows(query?: QuietQuery): Promise<readonly WindowAnswer[]>
  /** Throws MeshError USAGE for times that make no sense, and SELECTOR_EMPTY where nothing is meant. */
  addWindow(options: WindowOptions): Promise<WindowAnswer>
  /** It is over from now on. Throws MeshError NOT_FOUND, and USAGE for one of the configuration. */
  endWindow(id: string, by: string): Promise<WindowAnswer>
  silences(query?: QuietQuery): Promise<readonly SilenceAnswer[]>
  addSilence(options: SilenceOptions): Promise<SilenceAnswer>
  endSilence(id: string, by: string): Promise<SilenceAnswer>
}

export interface QuietGiven {
  readonly store: Pick<Store, 'keepQuietTime'>
  readonly engine: Pick<Engine, 'quietTimes'>
  readonly clock: Clock
  mesh(): Mesh
  /** Of times that name none. */
  zone(): string
  id(): string
}

export function createQuietFace({ store, engine, clock, mesh, zone, id }: QuietGiven): QuietFace {
  const list = async ({ all = false }: QuietQuery = {}) => (await engine.quietTimes()).filter((quiet) => all || !isOver(quiet, clock.now()))
  const keep = async <Q extends QuietTime>(quiet: Q): Promise<Q> => {
    await store.keepQuietTime(quiet)
    await engine.quietTimes()
    return quiet
  }
  const end = async <Q extends QuietTime>(found: Q | undefined, name: string, by: string): Promise<Q> => {
    if (found === undefined) throw new MeshError('NOT_FOUND', `There is no ${name}.`, 'List them; those that are over cannot be ended.')
    if (found.at === undefined) throw new MeshError('USAGE', 'The configuration announces it.', 'Take it out of the configuration.')
    return keep({ ...found, endedAt: clock.now(), endedBy: said(by, 'Somebody has to end it.') })
  }
  const spanOf = (from: Moment | undefined, to: Moment | undefined) => {
    const begin = from === undefined ? clock.now() : instantOf(from, zone())
    if (to === undefined) throw new MeshError('USAGE', 'It has no end.', 'Say when it is over, as a time or a length such as 2h.')
    const length = typeof to === 'string' ? parseDuration(to) : undefined
    const over = length === undefined ? instantOf(to, zone()) : begin + length
    if (over <= begin || over <= clock.now())
      throw new MeshError('USAGE', 'It ends before it begins, or is over already.', 'Say a later end.')
    return { from: begin, to: over }
  }
  const meant = (selector: string) => {
    if (selectDatasets(mesh(), selector).length > 0) return selector
    throw new MeshError(
      'SELECTOR_EMPTY',
      `Nothing that is watched is called ${selector}.`,
      'Name a domain, product, dataset, check or kind; * stands for any text.',
    )
  }

  return {
    windows: async (query) => (await list(query)).flatMap((quiet) => (quiet.what === 'window' ? [windowAnswer(quiet, clock.now())] : [])),
    async addWindow({ name, kind = 'maintenance', for: selector = '*', from, to, hours, by }) {
      if (hours !== undefined && (from !== undefined || to !== undefined))
        throw new MeshError('USAGE', 'It says its times in two ways.', 'Give from and to, or hours of every week.')
      const when = hours === undefined ? spanOf(from, to) : { hours: { zone: zone(), ...hoursOf(hours) } }
      const window: Window = {
        what: 'window',
        id: id(),
        name: said(name, 'A window has a name.'),
        kind,
        for: meant(selector),
        when,
        by: said(by, WHO),
        at: clock.now(),
      }
      return windowAnswer(await keep(window), clock.now())
    },
    async endWindow(name, by) {
      const found = (await list()).find((quiet): quiet is Window => quiet.what === 'window' && quiet.id === name)
      return windowAnswer(await end(found, `window ${name}`, by), clock.now())
    },
    silences: async (query) =>
      (await list(query)).flatMap((quiet) => (quiet.what === 'silence' ? [silenceAnswer(quiet, clock.now())] : [])),
    async addSilence({ for: selector, reason, from, to, by }) {
      const span = spanOf(from, to)
      if (span.to - span.from > LONGEST_SILENCE)
        throw new MeshError(
          'USAGE',
          `A silence lasts ${spell(LONGEST_SILENCE)} at most.`,
          'Change the contract where something is never to be told.',
        )
      const silence: Silence = {
        what: 'silence',
        id: id(),
        for: meant(selector),
        reason: said(reason, 'A silence has a reason.'),
        ...span,
        by: said(by, WHO),
        at: clock.now(),
      }
      return silenceAnswer(await keep(silence), clock.now())
    },
    async endSilence(name, by) {
      const found = (await list()).find((quiet): quiet is Silence => quiet.what === 'silence' && quiet.id === name)
      return silenceAnswer(await end(found, `silence ${name}`, by), clock.now())
    },
  }
}

const WHO = 'Somebody has to say it.'
const LONGEST_TEXT = 300

function said(text: string, missing: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line === '') throw new MeshError('USAGE', missing, 'Say it in a few words.')
  return line.slice(0, LONGEST_TEXT)
}

function hoursOf(text: string): Hours {
  const read = hoursWord.safeParse(text)
  if (read.success) return read.data
  throw new MeshError('USAGE', `${text} are no hours of the week.`, 'Such as Sun 02:00-04:00 Europe/Berlin, or 02:00-04:00 for every day.')
}

function answerOf(quiet: QuietTime, now: Instant): QuietAnswer {
  const { id, by, at, endedAt, endedBy } = quiet
  return {
    id,
    for: quiet.for,
    on: isOn(quiet, now),
    ...(by === undefined ? {} : { by }),
    ...(at === undefined ? {} : { at: isoTime(at) }),
    ...(endedAt === undefined ? {} : { endedAt: isoTime(endedAt) }),
    ...(endedBy === undefined ? {} : { endedBy }),
  }
}

function windowAnswer(window: Window, now: Instant): WindowAnswer {
  const { kind, name, when } = window
  const times = 'hours' in when ? { hours: spellHours(when.hours) } : { from: isoTime(when.from), to: isoTime(when.to) }
  return { ...answerOf(window, now), kind, name, ...times }
}

function silenceAnswer(silence: Silence, now: Instant): SilenceAnswer {
  return { ...answerOf(silence, now), reason: silence.reason, from: isoTime(silence.from), to: isoTime(silence.to) }
}
