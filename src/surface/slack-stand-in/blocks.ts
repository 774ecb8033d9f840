/** Block Kit as HTML, for the blocks that messages of this project use. A block of another kind is shown as what it is called. */
import { escapeHtml, renderMrkdwn } from './mrkdwn.ts'

type Piece = Readonly<Record<string, unknown>>

export function renderBlocks(blocks: readonly unknown[], zone?: string): string {
  return blocks.map((block) => renderBlock(asPiece(block), (text) => renderText(text, zone))).join('')
}

/** The signs that our messages begin with: their colour, and a letter that every font has. */
const SIGNS: Readonly<Record<string, { readonly tone: string; readonly letter: string }>> = {
  '🔴': { tone: 'high', letter: '!' },
  '🟠': { tone: 'medium', letter: '!' },
  '🟡': { tone: 'low', letter: '!' },
  '✅': { tone: 'good', letter: '✓' },
  '➕': { tone: 'medium', letter: '+' },
  '✏️': { tone: 'plain', letter: '~' },
  '👀': { tone: 'plain', letter: 'o' },
  '↪️': { tone: 'plain', letter: '→' },
  '💤': { tone: 'plain', letter: 'z' },
  '🔇': { tone: 'plain', letter: 'x' },
  '🔔': { tone: 'medium', letter: '!' },
  '🚫': { tone: 'high', letter: '×' },
  '↩️': { tone: 'plain', letter: '←' },
}

/** The colour of a message, by the sign of its headline. */
export function toneOf(blocks: readonly unknown[]): string {
  const header = blocks.map(asPiece).find(({ type }) => type === 'header')
  return signOf(String(asPiece(header?.text).text ?? ''))?.tone ?? 'plain'
}

function signOf(text: string) {
  const found = Object.entries(SIGNS).find(([sign]) => text.startsWith(sign))
  return found && { ...found[1], length: found[0].length }
}

function renderBlock(block: Piece, render: (text: unknown) => string): string {
  switch (block.type) {
    case 'header':
      return `<h3>${render(block.text)}</h3>`
    case 'section': {
      const text = block.text === undefined ? '' : `<p>${render(block.text)}</p>`
      const fields = asList(block.fields).map((field) => `<div>${render(field)}</div>`)
      return text + (fields.length > 0 ? `<div class="fields">${fields.join('')}</div>` : '')
    }
    case 'context':
      return `<div class="context">${asList(block.elements).map(render).join(' ')}</div>`
    case 'actions':
      return `<div class="actions">${asList(block.elements)
        .map((element) => renderElement(asPiece(element)))
        .join('')}</div>`
    case 'divider':
      return '<hr>'
    default:
      return `<p class="unknown">[${escapeHtml(String(block.type))}]</p>`
  }
}

/** What can be pressed; the script sends it on. */
function renderElement({ type, action_id, text, url, style, placeholder, options }: Piece): string {
  const name = escapeHtml(String(action_id ?? ''))
  const words = (value: unknown) => escapeHtml(String(asPiece(value).text ?? ''))
  if (type === 'static_select') {
    const entries = asList(options).map(asPiece)
    const choices = entries.map((one) => `<option value="${escapeHtml(String(one.value ?? ''))}">${words(one.text)}</option>`)
    return `<select data-action="${name}" aria-label="${words(placeholder)}"><option value="">${words(placeholder)}</option>${choices.join('')}</select>`
  }
  if (type !== 'button') return `<span class="unknown">[${escapeHtml(String(type))}]</span>`
  if (typeof url === 'string' && /^https?:/.test(url))
    return `<a class="button" href="${escapeHtml(url)}" target="_blank" rel="noreferrer">${words(text)}</a>`
  return `<button type="button" data-action="${name}"${style === 'primary' ? ' class="primary"' : ''}>${words(text)}</button>`
}

function renderText(value: unknown, zone: string | undefined): string {
  const { type, text: whole } = asPiece(value)
  const text = String(whole ?? '')
  const sign = signOf(text)
  const mark = sign ? `<span class="sign ${sign.tone}" aria-hidden="true">${sign.letter}</span>` : ''
  const rest = text.slice(sign?.length ?? 0)
  return mark + (type === 'mrkdwn' ? renderMrkdwn(rest, zone) : escapeHtml(rest))
}

function asPiece(value: unknown): Piece {
  return typeof value === 'object' && value !== null ? (value as Piece) : {}
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
