/** A note to those who depend on a product: what is affected, since when, by what, whose it is, and whether it shows already. */
import type { Notice } from '../core/incident/notice.ts'
import { isBad } from '../core/verdict.ts'
import { LONGEST_REASON, listNames, ownerWords, reasonWords, tidy, whenWords } from './wording.ts'

export interface EffectWords {
  /** `finance.revenue_daily is affected` */
  readonly headline: string
  readonly over: boolean
  readonly since: string
  /** What is wrong upstream, and since it is over: what was. */
  readonly cause: string
  readonly reason: string
  readonly owner: string
  /** What is wrong with the products of the note themselves. */
  readonly shows: readonly string[]
}

/** Undefined for a notice that is told to the owner. */
export function effectWords(notice: Notice): EffectWords | undefined {
  const { effect, incident, product, transition } = notice
  if (effect === undefined) return undefined
  const over = transition === 'unaffected' || incident.status === 'resolved'
  const names = effect.products.length === 0 ? 'What depends on it' : listNames(effect.products)
  const plural = effect.products.length > 1
  const owner = incident.source === undefined ? (ownerWords(product) ?? 'nobody is named') : 'whoever runs this source'
  const cause = incident.product === product.id && incident.source === undefined ? incident.title : tidy(incident.title, 200)
  return {
    headline: over ? `${names} ${plural ? 'are' : 'is'} not affected any more` : `${names} ${plural ? 'are' : 'is'} affected`,
    over,
    since: whenWords(incident.since, product.zone),
    cause: tidy(cause, 200),
    reason: reasonWords(incident.reason, incident),
    owner: effect.ownerAt === undefined ? owner : `${owner}, told in ${tidy(effect.ownerAt, 80)}`,
    shows: incident.members.flatMap(({ check, cleared, verdict }) => {
      const isOwn = effect.products.some((one) => one !== incident.product && check.startsWith(`${one}/`))
      return isOwn && !cleared && isBad(verdict) ? [`${check}: ${tidy(verdict.reason, LONGEST_REASON)}`] : []
    }),
  }
}

/** The same in a few sentences. Nothing is escaped. */
export function effectText(notice: Notice): string | undefined {
  const words = effectWords(notice)
  if (words === undefined) return undefined
  const { headline, over, since, cause, reason, owner, shows } = words
  if (over) return `${headline}: ${cause} is over.`
  const shown = shows.length > 0 ? [`It shows now: ${listNames(shows)}.`] : []
  return [`${headline} since ${since}.`, `Cause: ${cause}.`, reason, `Owner: ${owner}.`, ...shown].join(' ')
}
