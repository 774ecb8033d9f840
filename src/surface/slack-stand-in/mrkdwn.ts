/**
 * Slack's markup as HTML. What Slack would take for markup is shown as Slack shows it, mentions included, so that a hole in the escaping
 * of data can be seen; everything else is text.
 */
import { type Instant, SECOND } from '../../core/calendar/time.ts'

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}

/** Finished pieces of HTML wait behind these two characters of the private use area until the rest is done. */
const [OPEN, CLOSE] = ['\ue000', '\ue001']

/** `zone` is the reader's; without it, that of this machine. */
export function renderMrkdwn(text: string, zone?: string): string {
  const done: string[] = []
  const keep = (html: string) => `${OPEN}${done.push(html) - 1}${CLOSE}`
  return escapeHtml(
    fromSlack(
      text
        .replace(/[\ue000\ue001]/g, '')
        .replace(/`([^`\n]+)`/g, (_, code: string) => keep(`<code>${escapeHtml(fromSlack(code))}</code>`))
        .replace(/<([^<>\n]+)>/g, (_, inner: string) => keep(renderControl(inner, zone))),
    ),
  )
    .replace(/(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/g, '<b>$1</b>')
    .replace(/(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])/g, '<i>$1</i>')
    .replace(/(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/g, '<s>$1</s>')
    .replaceAll('\n', '<br>')
    .replace(/\ue000(\d+)\ue001/g, (_, index: string) => done[Number(index)] ?? '')
}

/** What stands between `<` and `>`: links, dates, mentions. Docs: docs.slack.dev/messaging/formatting-message-text */
function renderControl(inner: string, zone: string | undefined): string {
  const [target = '', label] = inner.split('|')
  const words = escapeHtml(fromSlack(label ?? target))
  const [, unix, format = ''] = /^!date\^(\d+)\^([^^]*)/.exec(target) ?? []
  if (unix !== undefined) return `<time title="${words}">${escapeHtml(renderDate(Number(unix) * SECOND, format, zone))}</time>`
  if (/^https?:\/\//.test(target)) return `<a href="${escapeHtml(fromSlack(target))}" target="_blank" rel="noreferrer">${words}</a>`
  return `<mark>${escapeHtml(target.replace(/^[!#]/, '@'))}</mark>`
}

/** On the clock of the reader. */
function renderDate(at: Instant, format: string, timeZone: string | undefined): string {
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(at)
  return format
    .replace(/\{date_short_pretty\}/g, part({ day: 'numeric', month: 'short' }))
    .replace(/\{time\}/g, part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }))
}

function fromSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
