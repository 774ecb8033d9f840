/** What Slack refuses in a message. Limits: docs.slack.dev/reference/block-kit/blocks; the total is what bolt-js issue 2509 measured. */

type Piece = Readonly<Record<string, unknown>>

const TOTAL = 13_200

/** Slack's error for the arguments of `chat.postMessage` or `chat.update`; undefined for a good message. */
export function messageFault(args: Readonly<Record<string, string>>): string | undefined {
  if (!args.text) return 'no_text'
  if (args.text.length > 40_000) return 'msg_too_long'
  if (args.metadata !== undefined && !isMetadata(parse(args.metadata))) return 'invalid_metadata_format'
  const blocks = parse(args.blocks ?? '[]')
  if (!Array.isArray(blocks)) return 'invalid_blocks_format'
  if (blocks.length > 50 || !blocks.every(isBlock) || !areNamedApart(blocks)) return 'invalid_blocks'
  return textsOf(blocks).join('').length > TOTAL ? 'msg_blocks_too_long' : undefined
}

/** All texts that a reader sees. */
export function textsOf(blocks: unknown): readonly string[] {
  if (Array.isArray(blocks)) return blocks.flatMap(textsOf)
  if (typeof blocks !== 'object' || blocks === null) return []
  const { text } = blocks as Piece
  return [...(typeof text === 'string' ? [text] : []), ...Object.values(blocks).flatMap(textsOf)]
}

/** What Slack would act on in a text, other than links to pages and dates: mentions of people, groups and channels. */
export function mentionsIn(text: string): readonly string[] {
  const controls = [...text.matchAll(/<([^>]*)>?/g)].map(([whole]) => whole)
  return [
    ...controls.filter((control) => !/^<(https?:\/\/[^|<>\s]+\|[^|<>]+|!date\^\d+\^[^|^<>]+\|[^|<>]+)>$/.test(control)),
    ...(text.match(/@(here|channel|everyone)/gi) ?? []),
  ]
}

function isBlock(block: unknown): boolean {
  const { type, text, fields, elements } = block as Piece
  switch (type) {
    case 'header':
      return isText(text, 150, 'plain_text')
    case 'section':
      return (
        (text === undefined || isText(text, 3_000)) &&
        (fields === undefined || (isList(fields, 10) && fields.every((field) => isText(field, 2_000)))) &&
        (text ?? fields) !== undefined
      )
    case 'context':
      return isList(elements, 10) && elements.every((element) => isText(element, 3_000))
    case 'actions':
      return isList(elements, 25) && elements.every(isElement) && areApart(elements) && isShort((block as Piece).block_id, 255)
    case 'image': {
      const { slack_file, alt_text } = block as Piece
      return isShort((slack_file as Piece | undefined)?.id, 255) && isShort(alt_text, 2_000)
    }
    case 'divider':
      return true
    default:
      return false
  }
}

/** Buttons and menus: docs.slack.dev/reference/block-kit/block-elements */
function isElement(element: unknown): boolean {
  const { type, action_id, text, value, url, style, placeholder, options } = element as Piece
  if (!isShort(action_id, 255)) return false
  switch (type) {
    case 'button':
      return (
        isText(text, 75, 'plain_text') &&
        (value === undefined || isShort(value, 2_000)) &&
        (url === undefined || isShort(url, 3_000)) &&
        (style === undefined || style === 'primary' || style === 'danger')
      )
    case 'static_select':
      return isText(placeholder, 150, 'plain_text') && isList(options, 100) && options.every(isOption)
    default:
      return false
  }
}

function isOption(option: unknown): boolean {
  const { text, value } = option as Piece
  return isText(text, 75, 'plain_text') && isShort(value, 150)
}

function areApart(elements: readonly unknown[]): boolean {
  return new Set(elements.map((element) => (element as Piece).action_id)).size === elements.length
}

function areNamedApart(blocks: readonly unknown[]): boolean {
  const names = blocks.flatMap((block) => (block as Piece).block_id ?? [])
  return new Set(names).size === names.length
}

function isShort(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= most
}

function isText(value: unknown, most: number, only?: string): boolean {
  const { type, text, ...rest } = (value ?? {}) as Piece
  const known = type === 'plain_text' ? ['emoji'] : ['verbatim']
  return (
    (only === undefined ? type === 'plain_text' || type === 'mrkdwn' : type === only) &&
    typeof text === 'string' &&
    text.length > 0 &&
    text.length <= most &&
    Object.keys(rest).every((key) => known.includes(key))
  )
}

function isList(value: unknown, most: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.length <= most
}

function isMetadata(value: unknown): boolean {
  const { event_type, event_payload } = (value ?? {}) as Piece
  return typeof event_type === 'string' && typeof event_payload === 'object'
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
