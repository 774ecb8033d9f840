/** Several incidents in one message, in words. Nothing is escaped. */
import { spell } from '../core/calendar/time.ts'
import type { Notice } from '../core/incident/notice.ts'
import { tidy, whenWords } from './wording.ts'

export interface DigestWords {
  readonly headline: string
  /** A line for each. */
  readonly lines: readonly string[]
  readonly more: number
  /** What the messages of the channel were about. */
  readonly spent: readonly string[]
}

/** Undefined for a notice of one incident. */
export function digestWords({ digest, reason, product: { zone } }: Notice): DigestWords | undefined {
  if (digest === undefined) return undefined
  const lines = digest.entries.map(({ title, from, to }) => {
    const lasted = to === undefined ? 'goes on' : `over after ${spell(to - from)}`
    return `${tidy(title, 200)}: from ${whenWords(from, zone)}, ${lasted}`
  })
  const spent = (digest.spent ?? []).map(({ on, messages }) => `${messages} about ${tidy(on, 120)}`)
  return { headline: tidy(reason, 150), lines, more: digest.more, spent }
}

/** The same as text. */
export function digestText(notice: Notice): string | undefined {
  const words = digestWords(notice)
  if (words === undefined) return undefined
  const rest = words.more > 0 ? [`and ${words.more} more`] : []
  const spent = words.spent.length > 0 ? ['What was told here:', ...words.spent.map((line) => `- ${line}`)] : []
  return [`${words.headline}:`, ...words.lines.map((line) => `- ${line}`), ...rest, ...spent].join('\n')
}
