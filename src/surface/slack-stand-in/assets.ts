/** What the browser gets beside the page: one style sheet, light and dark, and the few lines that keep it up to date. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d1c1d, #d9dadc); --soft: light-dark(#5c5b5e, #a5a7ab); --paper: light-dark(#fff, #1a1d21);
  --line: light-dark(#e3e2e4, #34373c); --card: light-dark(#fff, #212429); --code: light-dark(#f6f4f7, #2b2e33); --code-ink: light-dark(#a8123e, #f0a0b6);
  --link: light-dark(#1264a3, #6bb7f0); --side: light-dark(#3f0e40, #19171d); --side-ink: #d4c7d5; --chosen: light-dark(#1164a3, #2f5f87);
  --high: #d92c4b; --medium: #e8842c; --low: #d9b21b; --good: #2a9d6a; --plain: #9a9a9e;
}
* { box-sizing: border-box; margin: 0 }
body { display: grid; grid-template-columns: 250px minmax(0, 1fr); height: 100vh; font: 15px/1.46 Lato, "Segoe UI", system-ui, sans-serif; color: var(--ink); background: var(--paper) }
a { color: var(--link); text-decoration: none }
a:hover { text-decoration: underline }
nav { background: var(--side); color: var(--side-ink); padding: 14px 8px; overflow: auto }
nav h1 { font-size: 18px; color: #fff; padding: 2px 10px 12px; border-bottom: 1px solid #ffffff22; margin-bottom: 10px }
nav small { display: block; font-size: 11.5px; font-weight: 400; color: var(--side-ink); opacity: .8 }
nav h2 { font-size: 12.5px; font-weight: 600; margin: 16px 10px 4px; opacity: .8 }
nav a { display: flex; gap: 8px; align-items: center; padding: 4px 10px; border-radius: 6px; color: inherit }
nav a:hover { background: #ffffff14; text-decoration: none }
nav a[aria-current] { background: var(--chosen); color: #fff }
nav .hash { opacity: .7; width: 12px; text-align: center }
nav .name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
nav a.unread .name { font-weight: 800; color: #fff }
nav .count:empty { display: none }
nav .count { background: var(--high); color: #fff; font-size: 11.5px; font-weight: 700; border-radius: 9px; padding: 0 7px; line-height: 18px }
main { display: flex; flex-direction: column; min-height: 0; height: 100vh }
main > header { display: flex; align-items: baseline; gap: 14px; padding: 13px 22px; border-bottom: 1px solid var(--line) }
main > header h2 { font-size: 17px; white-space: nowrap }
main > header p { color: var(--soft); font-size: 13px }
.stream { overflow: auto; padding: 14px 22px 28px; flex: 1 }
.empty { color: var(--soft); text-align: center; margin-top: 18vh }
article { display: flex; gap: 10px; padding: 8px 0; max-width: 860px }
.avatar { flex: none; width: 36px; height: 36px; border-radius: 8px; background: linear-gradient(140deg, #2fb5a5, #1f5f9e); color: #fff; font: 800 20px/33px Georgia, serif; text-align: center }
.message { min-width: 0; flex: 1 }
.byline { display: flex; gap: 7px; align-items: center; font-size: 15px }
.byline time { color: var(--soft); font-size: 12px }
.app { font-size: 10px; font-weight: 700; color: var(--soft); background: var(--code); border-radius: 3px; padding: 0 4px }
.place { font-size: 12.5px; font-weight: 600 }
.card { position: relative; margin-top: 4px; padding: 9px 14px 9px 18px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); overflow: hidden }
.card::before { content: ""; position: absolute; inset: 0 auto 0 0; width: 4px }
.card::before, .sign { background: var(--plain) }
.card.high::before, .sign.high { background: var(--high) } .card.medium::before, .sign.medium { background: var(--medium) }
.card.low::before, .sign.low { background: var(--low) } .card.good::before, .sign.good { background: var(--good) }
.sign { display: inline-block; width: 1.2em; height: 1.2em; border-radius: 50%; margin-right: 2px; color: #fff; font: 800 .72em/1.2 system-ui, sans-serif; text-align: center; vertical-align: .12em }
h3 .sign { font-size: 13px; vertical-align: 2px }
.card > * + * { margin-top: 7px }
h3 { font-size: 16.5px; line-height: 1.3; overflow-wrap: anywhere }
p { overflow-wrap: anywhere }
.fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 7px 20px; overflow-wrap: anywhere }
.context { font-size: 12.5px; color: var(--soft); overflow-wrap: anywhere }
code { font: 12.5px/1.4 "JetBrains Mono", Menlo, Consolas, monospace; color: var(--code-ink); background: var(--code); border: 1px solid var(--line); border-radius: 4px; padding: 0 3px; overflow-wrap: anywhere }
mark { background: #f2c74466; color: inherit; border-radius: 3px; padding: 0 2px }
time[title] { border-bottom: 1px dotted var(--soft) }
hr { border: 0; border-top: 1px solid var(--line) }
.edited { display: block; color: var(--soft); font-size: 12px; margin-top: 3px }
.actions { display: flex; flex-wrap: wrap; gap: 6px }
button, select, .button { font: inherit; font-size: 13px; font-weight: 600; line-height: 1; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 5px; padding: 7px 11px; cursor: pointer }
button:hover, select:hover, .button:hover { background: var(--code); text-decoration: none }
button.primary { background: var(--good); border-color: var(--good); color: #fff }
img { display: block; width: 100%; max-width: 620px; border: 1px solid var(--line); border-radius: 6px; margin-top: 4px }
.whisper { background: var(--code) }
.only { color: var(--soft); font-size: 12px }
.command { padding: 10px 22px 14px; border-top: 1px solid var(--line) }
.command input { width: 100%; max-width: 860px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 9px 12px }
.thread { margin-top: 6px; padding-left: 12px; border-left: 2px solid var(--line) }
.thread h4 { font-size: 12.5px; color: var(--link) }
.reply { padding: 5px 0 }
.reply .avatar { width: 24px; height: 24px; font-size: 14px; line-height: 22px; border-radius: 6px }
.reply .byline { font-size: 13.5px }
@media (max-width: 700px) { body { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto minmax(0, 1fr) } nav { max-height: 30vh } main { height: auto } .fields { grid-template-columns: 1fr } }
`

/** Asks every second; swaps the page in when something happened, and keeps the newest in sight for whoever was at the end. */
export const SCRIPT = `
const channel = new URLSearchParams(location.search).get('channel') ?? ''
const seen = JSON.parse(sessionStorage.seen ?? '{}')
const stream = () => document.querySelector('.stream')
const input = () => document.querySelector('.command input')
const send = (path, body) =>
  fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).then(refresh, () => {})
function press(element, option) {
  const { place, ts } = element.closest('article[data-ts]').dataset
  element.blur()
  send('/press', { channel: place, ts, action: element.dataset.action, ...(option ? { option } : {}) })
}
document.addEventListener('click', ({ target }) => target.matches('button[data-action]') && press(target))
document.addEventListener('change', ({ target }) => target.matches('select[data-action]') && target.value && press(target, target.value))
document.addEventListener('submit', (event) => {
  event.preventDefault()
  const text = input().value.replace(/^\\/meshwatch */, '')
  input().value = ''
  send('/command', { channel, text })
})
function showUnread() {
  for (const link of document.querySelectorAll('nav a[data-channel]')) {
    const { channel: name, total } = link.dataset
    if (name === channel || channel === '' || seen[name] > total) seen[name] = Number(total)
    const unread = Number(total) - (seen[name] ?? 0)
    link.classList.toggle('unread', unread > 0)
    link.querySelector('.count').textContent = unread > 0 ? unread : ''
  }
  sessionStorage.seen = JSON.stringify(seen)
}
async function refresh() {
  const revision = document.querySelector('main').dataset.revision
  const answer = await fetch('/view?channel=' + encodeURIComponent(channel) + '&since=' + revision)
  if (answer.status !== 200) return
  const { scrollTop, scrollHeight, clientHeight } = stream()
  const { value } = input()
  const isTyping = document.activeElement === input()
  if (document.activeElement?.matches('select')) return
  document.body.innerHTML = await answer.text()
  input().value = value
  if (isTyping) input().focus()
  stream().scrollTop = scrollHeight - scrollTop - clientHeight < 60 ? stream().scrollHeight : scrollTop
  showUnread()
}
showUnread()
stream().scrollTop = stream().scrollHeight
setInterval(() => refresh().catch(() => {}), 1000)
`
