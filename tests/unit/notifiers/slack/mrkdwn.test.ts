import { expect, test } from 'vitest'
import { code, escapeText, link, plain, within } from '../../../../src/notifiers/slack/mrkdwn.ts'

test.each([
  ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
  ['&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
  ['`x`', 'ˋxˋ'],
  ['@here @Channel @everyone jo@shop.example', '＠here ＠Channel ＠everyone jo@shop.example'],
])('%s cannot act as markup', (text, escaped) => {
  expect(escapeText(text)).toBe(escaped)
})

test('a name stays inside its quotes', () => {
  expect(code('a`b_c*')).toBe('`aˋb_c*`')
})

test('a headline knows no escapes, so its signs are replaced', () => {
  expect(plain('a & <b> @here')).toBe('a & ‹b› ＠here')
})

test('a link leads to a page or is none', () => {
  expect(link({ name: '', url: 'https://a.example/?x=1&y=<z>' })).toBe('<https://a.example/?x=1&amp;y=%3Cz%3E|link>')
  expect(link({ name: 'x', url: 'ftp://a.example/' })).toBeUndefined()
  expect(link({ name: 'x', url: `https://a.example/${'x'.repeat(500)}` })).toBeUndefined()
})

test('lines are left out whole', () => {
  expect(within(['abc', 'def', 'g'], 7)).toBe('abc\ndef')
  expect(within(['abcd'], 3)).toBe('')
})
