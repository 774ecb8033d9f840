/** Holds what people were told during the storyline against what they should have been told. Pure. */
import type { Instant } from '../../../src/core/calendar/time.ts'
import type { Message, Played } from './play-packly.ts'
import { TROUBLES, type Trouble } from './storyline.ts'

export interface Marks {
  /** Troubles whose first message came in its span, in the owner's channel. */
  readonly found: readonly string[]
  readonly missed: readonly string[]
  /** Troubles with more than one message of their own. */
  readonly repeated: readonly string[]
  /** Troubles that depend on others and whose consumers were told so. */
  readonly affectedTold: readonly string[]
  readonly affectedMissed: readonly string[]
  /** Messages that nothing explains, those about quiet days among them. */
  readonly unexplained: readonly string[]
}

export function marksOf({ messages, when }: Pick<Played, 'messages' | 'when'>): Marks {
  const pages = messages.filter(({ root, text }) => root && !isEffect(text))
  const found: string[] = []
  const missed: string[] = []
  const repeated: string[] = []
  const explained = new Set<Message>()
  for (const trouble of TROUBLES) {
    const [from, until, over] = [when(...trouble.from), when(...trouble.until), when(...trouble.over)]
    const own = pages.filter((page) => page.at >= from && page.at <= over && isAbout(page, trouble))
    for (const page of own) explained.add(page)
    const first = own[0]
    if (first && first.at <= until && first.channel === trouble.channel) found.push(trouble.name)
    else missed.push(trouble.name)
    if (own.length > 1) repeated.push(trouble.name)
  }
  const told = (trouble: Trouble, product: string) => {
    const [from, over] = [when(...trouble.from), when(...trouble.over)]
    return messages.some(({ at, root, text }) => root && at >= from && at <= over && isEffect(text) && text.includes(product))
  }
  const affecting = TROUBLES.filter(({ affects }) => affects !== undefined)
  const wereTold = (trouble: Trouble) => (trouble.affects ?? []).every((product) => told(trouble, product))
  return {
    found,
    missed,
    repeated,
    affectedTold: affecting.filter(wereTold).map(({ name }) => name),
    affectedMissed: affecting.filter((trouble) => !wereTold(trouble)).map(({ name }) => name),
    unexplained: pages
      .filter((page) => !explained.has(page))
      .map(({ at, channel, text }) => `${timeOf(at)} ${channel} ${text.slice(0, 200)}`),
  }
}

function isEffect(text: string): boolean {
  return /\b(?:is|are) (?:not )?affected\b/.test(text.split('\n')[0] ?? '')
}

function isAbout({ text }: Message, { product }: Trouble): boolean {
  return product === '*' ? /source \S+ cannot be reached|sources cannot be reached/.test(text) : text.includes(product)
}

function timeOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 16)
}
