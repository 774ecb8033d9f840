/** The page: channels on the left, the messages of one channel, or of all, on the right. Rendered here; the browser only swaps it in. */
import type { Instant } from '../../core/calendar/time.ts'
import { renderBlocks, toneOf } from './blocks.ts'
import { escapeHtml, renderMrkdwn } from './mrkdwn.ts'
import type { Channel, Message, Workspace } from './workspace.ts'

type Zone = string | undefined

const WHISPER = '<p class="only">Only visible to you</p>'

/** The whole document, around the view of the chosen channel. */
export function renderPage(workspace: Workspace, chosen: string | undefined): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slack stand-in</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" type="module"></script>
</head>
<body>${renderView(workspace, chosen)}</body>
</html>`
}

/** What changes: the list of channels and the messages. `data-total` lets the browser count what has not been looked at. */
export function renderView(workspace: Workspace, chosen: string | undefined): string {
  const channel = workspace.channels.find(({ name }) => name === chosen)
  const links = workspace.channels.map(
    ({ name, messages }) =>
      `<a href="/?channel=${encodeURIComponent(name)}" data-channel="${escapeHtml(name)}" data-total="${messages.filter(({ isWhisper }) => !isWhisper).length}"${name === channel?.name ? ' aria-current="page"' : ''}><span class="hash">#</span><span class="name">${escapeHtml(name)}</span><span class="count"></span></a>`,
  )
  const shown = channel ? [channel] : workspace.channels
  const { roots, replies, edits } = workspace.counts
  return `<nav>
<h1>Slack<small>a stand-in for Slack, on this machine only</small></h1>
<a href="/"${channel ? '' : ' aria-current="page"'}><span class="hash">≡</span><span class="name">All channels</span></a>
<h2>Channels</h2>
${links.join('\n')}
</nav>
<main data-revision="${workspace.revision}">
<header><h2>${channel ? `# ${escapeHtml(channel.name)}` : 'All channels'}</h2><p>${counted(roots, 'incident message')}, ${counted(replies, 'reply', 'replies')}, ${counted(edits, 'edit')} in all channels</p></header>
<div class="stream">${renderStream(shown, channel === undefined, workspace.zone)}</div>
<form class="command"><input name="text" aria-label="Command" placeholder="/meshwatch status storefront.orders" autocomplete="off"></form>
</main>`
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function renderStream(channels: readonly Channel[], mixed: boolean, zone: Zone): string {
  const roots = channels
    .flatMap((channel) => channel.messages.map((message) => ({ channel, message })))
    .filter(({ message }) => message.threadTs === undefined)
    .sort((a, b) => Number(a.message.ts) - Number(b.message.ts))
  if (roots.length === 0) return '<p class="empty">Nothing has been posted yet. That is good news.</p>'
  return roots.map(({ channel, message }) => renderRoot(channel, message, mixed, zone)).join('\n')
}

function renderRoot(channel: Channel, message: Message, mixed: boolean, zone: Zone): string {
  const replies = channel.messages.filter(({ threadTs }) => threadTs === message.ts)
  const thread =
    replies.length === 0
      ? ''
      : `<section class="thread"><h4>${counted(replies.filter(({ isWhisper }) => !isWhisper).length, 'reply', 'replies')}</h4>${replies.map((reply) => renderReply(reply, zone)).join('')}</section>`
  const place = mixed ? `<a class="place" href="/?channel=${encodeURIComponent(channel.name)}">#${escapeHtml(channel.name)}</a>` : ''
  return `<article data-place="${channel.id}" data-ts="${escapeHtml(message.ts)}">
<div class="avatar" aria-hidden="true">m</div>
<div class="message">${renderByline(message.at, place, zone)}
<div class="card ${toneOf(message.blocks)}${message.isWhisper ? ' whisper' : ''}">${message.isWhisper ? WHISPER : ''}${renderContent(message, zone)}${message.editedAt === undefined ? '' : '<span class="edited">(edited)</span>'}</div>
${thread}</div>
</article>`
}

function renderReply(message: Message, zone: Zone): string {
  return `<article class="reply${message.isWhisper ? ' whisper' : ''}"><div class="avatar" aria-hidden="true">m</div><div class="message">${renderByline(message.at, '', zone)}${message.isWhisper ? WHISPER : ''}${renderContent(message, zone)}</div></article>`
}

function renderByline(at: Instant, place: string, timeZone: Zone): string {
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
  return `<div class="byline"><b>meshwatch</b><span class="app">APP</span>${place}<time>${time}</time></div>`
}

function renderContent({ text, blocks, file }: Message, zone: Zone): string {
  if (file) return `<img src="/files/${file.id}" alt="${escapeHtml(file.says)}" title="${escapeHtml(file.title)}">`
  return blocks.length > 0 ? renderBlocks(blocks, zone) : `<p>${renderMrkdwn(text, zone)}</p>`
}
