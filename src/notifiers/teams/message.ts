/**
 * One notice as an Adaptive Card 1.4 in the envelope that workflows take. TextBlock and FactSet would read text as Markdown, whose
 * escapes not all clients of Teams understand; a TextRun reads none, so all text stands in runs. Pure.
 */
import type { Notice } from '../../core/incident/notice.ts'
import { headline, isOver } from '../news.ts'
import { webLinks } from '../web-links.ts'
import { elsewhereWords, findings, LONGEST_REASON, listNames, ownerWords, reasonWords, stateWords, tidy } from '../wording.ts'

const HEADLINE = 200
const NAME = 80
const MOST_FINDINGS = 5

export interface TextRun {
  readonly type: 'TextRun'
  readonly text: string
  readonly weight?: 'bolder'
  readonly size?: 'large'
  readonly color?: 'attention' | 'warning' | 'good'
  readonly isSubtle?: true
}

export interface RichTextBlock {
  readonly type: 'RichTextBlock'
  readonly inlines: readonly TextRun[]
  readonly separator?: true
}

export function messageOf(notice: Notice) {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [title(notice), ...story(notice), ...facts(notice), ids(notice)],
    actions: webLinks(notice).map(({ name, href }) => ({ type: 'Action.OpenUrl', title: inert(name), url: href })),
  }
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }] }
}

function title(notice: Notice): RichTextBlock {
  const { severity } = notice.incident
  const color = isOver(notice) ? 'good' : severity === 'critical' || severity === 'high' ? 'attention' : 'warning'
  return line([run(headline(notice, HEADLINE), { weight: 'bolder', size: 'large', color })])
}

/** State, where the message was meant for, and the findings. */
function story(notice: Notice): readonly RichTextBlock[] {
  const { incident, product } = notice
  const { state, rest } = stateWords(notice)
  const elsewhere = elsewhereWords(notice)
  const reason = reasonWords(notice.reason || incident.reason, incident)
  const all = findings(incident, product.zone)
  const rested = all.length - MOST_FINDINGS
  const list = all.length > 1 && !isOver(notice) ? all.slice(0, MOST_FINDINGS) : []
  return [
    line([run(`${state} `, { weight: 'bolder' }), run(rest)]),
    ...(elsewhere ? [line([run(`Meant for ${elsewhere.address}, but ${elsewhere.why}.`, { isSubtle: true })])] : []),
    ...(reason === '' ? [] : [line([run(reason)])]),
    ...list.map(({ kind, reason, cleared }) =>
      line([run(`${cleared ? '✓' : '•'} ${kind} `, { weight: 'bolder' }), run(cleared ? 'is fine again' : tidy(reason, LONGEST_REASON))]),
    ),
    ...(list.length > 0 && rested > 0 ? [line([run(`… and ${rested} more`)])] : []),
  ]
}

function facts({ incident, product }: Notice): readonly RichTextBlock[] {
  const [first] = findings(incident, product.zone)
  const lead = first?.cleared ? undefined : first
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Seen', lead?.seen],
    ['Expected', lead?.expected],
    ['Fields', listNames(incident.fields) || undefined],
    ['Segments', listNames(incident.segments) || undefined],
    ['Severity', incident.severity],
    ['Owner', incident.source === undefined ? ownerWords(product) : 'whoever runs this source'],
    ['Affects', listNames(incident.affects) || undefined],
  ]
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [line([run(`${name}: `, { weight: 'bolder' }), run(value)])]))
}

function ids({ incident, product }: Notice): RichTextBlock {
  const words = `${tidy(incident.source ?? product.id, NAME)} · incident ${tidy(incident.id, NAME)}`
  return { ...line([run(words, { isSubtle: true })]), separator: true }
}

function line(inlines: readonly TextRun[]): RichTextBlock {
  return { type: 'RichTextBlock', inlines }
}

function run(text: string, looks: Omit<TextRun, 'type' | 'text'> = {}): TextRun {
  return { type: 'TextRun', text: inert(text), ...looks }
}

/** Cards replace `{{DATE(…)}}` in any text, and Teams reads `<at>` as a mention where one is announced. */
function inert(text: string): string {
  return text.replace(/\{(?=\{)/g, '{ ').replace(/<(?=\/?at\b)/gi, '‹')
}
