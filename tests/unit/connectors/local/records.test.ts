import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordReader } from '../../../../src/connectors/local/records.ts'

function read(parts: readonly string[], delimiter = ',') {
  const records: (readonly string[])[] = []
  const reader = recordReader(delimiter, { take: (cells) => records.push(cells) })
  for (const part of parts) reader.push(part)
  return { records, end: reader.end() }
}

describe('records', () => {
  test.each([
    [
      'plain cells',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['any line end', 'a\r\nb\nc\rd', [['a'], ['b'], ['c'], ['d']]],
    ['delimiters and line ends in quotes', '"a,b","c\r\nd"\n', [['a,b', 'c\r\nd']]],
    ['doubled quotes', '"say ""hi""",""\n', [['say "hi"', '']]],
    ['quotes inside a plain cell', 'he said "hi",x\n', [['he said "hi"', 'x']]],
    [
      'empty cells at the end',
      'a,\n,\n',
      [
        ['a', ''],
        ['', ''],
      ],
    ],
    ['text after a closing quote', '"a"b,c\n', [['ab', 'c']]],
    ['nothing', '', []],
  ])('are cut at %s', (_, text, records) => {
    expect(read([text]).records).toEqual(records)
  })

  test('tell whether the text ends within one', () => {
    expect(read(['a,b\n1,2\n']).end).toEqual({ openRecord: false, openQuote: false })
    expect(read(['a,b\n1']).end).toEqual({ openRecord: true, openQuote: false })
    expect(read(['a,b\n1,"2']).end).toEqual({ openRecord: true, openQuote: true })
  })

  test('come out the same however the text is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', ' ') })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(table, fc.array(fc.nat(60)), fc.constantFrom('\n', '\r\n', '\r'), (rows, cuts, lineEnd) => {
        const text = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',') + lineEnd).join('')
        const places = [0, ...cuts.filter((at) => at < text.length).sort((a, b) => a - b), text.length]
        const parts = places.slice(1).map((at, index) => text.slice(places[index], at))
        expect(read(parts).records).toEqual(rows)
      }),
    )
  })
})
