/** What a message says, whatever it is laid out as. Pure. */
import type { Notice } from '../../core/incident/notice.ts'
import { headline, isOver } from '../news.ts'
import { webLinks } from '../web-links.ts'
import { elsewhereWords, findings, listNames, ownerWords, reasonWords, stateWords, tidy } from '../wording.ts'

const HEADLINE = 200
const NAME = 80
const MOST_FINDINGS = 10

/** Nothing is escaped. */
export interface EmailWords {
  readonly headline: string
  readonly severity: string
  readonly over: boolean
  readonly lines: readonly string[]
  readonly facts: readonly (readonly [string, string])[]
  readonly findings: readonly string[]
  readonly links: readonly { readonly name: string; readonly href: string }[]
  readonly foot: string
}

export function wordsOf(notice: Notice): EmailWords {
  const { incident, product } = notice
  const { state, rest } = stateWords(notice)
  const elsewhere = elsewhereWords(notice)
  const all = findings(incident, product.zone)
  const [first] = all
  const lead = first?.cleared ? undefined : first
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Seen', lead?.seen],
    ['Expected', lead?.expected],
    ['Fields', listNames(incident.fields)],
    ['Segments', listNames(incident.segments)],
    ['Severity', incident.severity],
    ['Owner', incident.source === undefined ? ownerWords(product) : 'whoever runs this source'],
    ['Affects', listNames(incident.affects)],
    ['About', product.purpose === undefined ? undefined : tidy(product.purpose, HEADLINE)],
  ]
  return {
    headline: headline(notice, HEADLINE),
    severity: incident.severity,
    over: isOver(notice),
    lines: [
      reasonWords(notice.reason || incident.reason, incident),
      `${state} ${rest}.`,
      elsewhere ? `Meant for ${elsewhere.address}, but ${elsewhere.why}.` : '',
    ].filter((line) => line !== ''),
    facts: facts.flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
    findings:
      all.length > 1 && !isOver(notice)
        ? all.slice(0, MOST_FINDINGS).map(({ kind, reason, cleared }) => `${kind}: ${cleared ? 'is fine again' : reason}`)
        : [],
    links: webLinks(notice),
    foot: `${tidy(incident.source ?? product.id, NAME)}, incident ${tidy(incident.id, NAME)}`,
  }
}
