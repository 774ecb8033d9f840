import { expect, test } from 'vitest'
import { renderMrkdwn } from '../../../../src/surface/slack-stand-in/mrkdwn.ts'

test.each([
  ['*bold* and _slanted_ and ~gone~', '<b>bold</b> and <i>slanted</i> and <s>gone</s>'],
  ['snake_case_name 2*3*4', 'snake_case_name 2*3*4'],
  ['`a_b_c *x*`', '<code>a_b_c *x*</code>'],
  ['a\nb', 'a<br>b'],
  ['&lt;b&gt; &amp;amp;', '&lt;b&gt; &amp;amp;'],
  ['<https://a.example/?x=1&amp;y=2|page>', '<a href="https://a.example/?x=1&amp;y=2" target="_blank" rel="noreferrer">page</a>'],
  ['<!channel> <@U1>', '<mark>@channel</mark> <mark>@U1</mark>'],
  ['<javascript:x|y>', '<mark>javascript:x</mark>'],
  ['*a `b` <!here>*', '<b>a <code>b</code> <mark>@here</mark></b>'],
  ['\ue0000\ue001', '0'],
])('%s', (text, html) => {
  expect(renderMrkdwn(text)).toBe(html)
})

test('a date is shown on the clock of this machine', () => {
  const expected = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(1_795_179_900_000)
  expect(renderMrkdwn('<!date^1795179900^{date_short_pretty} {time}|20 Nov>')).toMatch(
    new RegExp(`<time title="20 Nov">\\d+ Nov ${expected}</time>`),
  )
})

test('a date is shown in the zone of the reader, where that is known', () => {
  const text = '<!date^1795179900^{date_short_pretty} {time}|20 Nov>'
  expect(renderMrkdwn(text, 'Europe/Berlin')).toContain('20 Nov 14:05')
  expect(renderMrkdwn(text, 'Asia/Tokyo')).toContain('20 Nov 22:05')
})
