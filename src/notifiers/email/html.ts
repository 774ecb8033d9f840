/** The words of a message as HTML that mail programs of all ages show: no styles but simple ones in place, no pictures, no scripts. Pure. */
import type { EmailWords } from './words.ts'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '')
}

export function htmlOf({ headline, severity, over, lines, facts, findings, links, foot }: EmailWords): string {
  const colour = over ? '#1a7f37' : severity === 'critical' || severity === 'high' ? '#b42318' : '#9a6700'
  const rows = facts.map(
    ([name, value]) => `<tr><td style="padding-right:16px;color:#555">${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`,
  )
  const pages = links.map(({ name, href }) => `<a href="${escapeHtml(href)}">${escapeHtml(name)}</a>`)
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body style="font-family:sans-serif">',
    `<p style="font-size:18px;color:${colour}"><b>${escapeHtml(headline)}</b></p>`,
    ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
    ...(findings.length === 0 ? [] : [`<ul>${findings.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`]),
    `<table>${rows.join('')}</table>`,
    ...(pages.length === 0 ? [] : [`<p>${pages.join(' &middot; ')}</p>`]),
    `<p style="color:#555">${escapeHtml(foot)}</p>`,
    '</body></html>',
  ].join('\n')
}
