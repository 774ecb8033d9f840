/** A workflow of Teams that is as strict as the schema of Adaptive Cards 1.4 and the limits of Teams, and fails on command. */
import { type Call, type FaultyServer, type Reply, startFaultyServer } from './faulty-server.ts'

type Piece = Readonly<Record<string, unknown>>

/** Teams: 28 kB for a message with all its cards. */
const LIMIT = 28 * 1_024
const RUN_KEYS = ['type', 'text', 'weight', 'size', 'color', 'isSubtle', 'italic', 'strikethrough', 'highlight', 'fontType', 'underline']

export type StrictTeams = Pick<FaultyServer, 'url' | 'faults' | 'calls' | 'close'>

export async function startStrictTeams(): Promise<StrictTeams> {
  const handle = (call: Call): Reply => {
    const faults = cardFaults(call)
    return faults.length === 0 ? { status: 202 } : { status: 400, body: JSON.stringify({ error: { code: 'BadRequest', faults } }) }
  }
  return startFaultyServer(handle)
}

/** All texts that a reader sees. */
export function textsOfCard(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOfCard)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === 'string' && (key === 'text' || key === 'title') ? [part] : textsOfCard(part),
  )
}

export function cardFaults({ headers, body }: Pick<Call, 'headers' | 'body'>): readonly string[] {
  if (Buffer.byteLength(body) > LIMIT) return ['larger than 28 kB']
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return ['not JSON']
  const { type, attachments, ...more } = JSON.parse(body) as Piece
  const [attachment, ...others] = (attachments ?? []) as readonly Piece[]
  const { contentType, contentUrl, content, ...rest } = attachment ?? {}
  return [
    ...(type === 'message' ? [] : ['no message']),
    ...[...Object.keys(more), ...Object.keys(rest)].map((key) => `${key} is unknown`),
    ...(others.length === 0 ? [] : ['more than one card']),
    ...(contentType === 'application/vnd.microsoft.card.adaptive' && contentUrl === null ? [] : ['no Adaptive Card']),
    ...faultsOfCard((content ?? {}) as Piece),
  ]
}

function faultsOfCard({ type, version, $schema, msteams, body, actions = [], ...more }: Piece): readonly string[] {
  const pages = actions as readonly Piece[]
  return [
    ...(type === 'AdaptiveCard' && /^1\.[0-5]$/.test(String(version)) ? [] : ['no card that Teams knows']),
    ...Object.keys(more).map((key) => `${key} is unknown`),
    ...(Array.isArray(body) && body.length > 0 ? (body as readonly Piece[]).flatMap(blockFaults) : ['no body']),
    ...(pages.length > 6 ? ['more than six actions'] : []),
    ...pages.flatMap(actionFaults),
  ]
}

/** Text in a TextBlock would be Markdown, which nothing of ours is. */
function blockFaults({ type, inlines, separator, ...more }: Piece): readonly string[] {
  if (type !== 'RichTextBlock') return [`${String(type)} is not expected`]
  const runs = Array.isArray(inlines) ? (inlines as readonly Piece[]) : []
  return [
    ...Object.keys(more).map((key) => `${key} is unknown`),
    ...(runs.length > 0 ? [] : ['a block without text']),
    ...runs.flatMap((run) => Object.keys(run).flatMap((key) => (RUN_KEYS.includes(key) ? [] : [`${key} is unknown`]))),
    ...runs.flatMap(({ type: kind, text }) => (kind === 'TextRun' && typeof text === 'string' && text !== '' ? [] : ['no run of text'])),
    ...runs.flatMap(({ color = 'default' }) =>
      ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'].includes(String(color)) ? [] : ['no colour'],
    ),
  ]
}

function actionFaults({ type, title, url, ...more }: Piece): readonly string[] {
  const good = type === 'Action.OpenUrl' && typeof title === 'string' && title !== '' && /^https?:\/\//.test(String(url))
  return good && Object.keys(more).length === 0 ? [] : ['no action that opens a page']
}
