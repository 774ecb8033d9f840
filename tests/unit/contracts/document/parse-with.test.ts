import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parseWith } from '../../../../src/contracts/document/parse-with.ts'
import { readDocument } from '../../../../src/contracts/document/read-document.ts'

const Shape = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('circle'), radius: z.number().min(1) }),
  z.strictObject({ type: z.literal('square'), side: z.number(), label: z.string().optional() }),
])
const Drawing = z.strictObject({
  title: z.string(),
  unit: z.enum(['metre', 'centimetre', 'inch']).optional(),
  shapes: z.array(Shape).optional(),
  size: z.union([z.number(), z.strictObject({ width: z.number(), height: z.number() })]).optional(),
  layers: z.record(z.string().regex(/^[a-z]+$/, 'a layer is named in small letters'), z.strictObject({ visible: z.boolean() })).optional(),
  page: z.int().optional(),
  format: z.literal('svg').optional(),
  ratio: z
    .string()
    .regex(/^\d+:\d+$/, 'expected a ratio like 16:9')
    .optional(),
})

function findings(text: string, advise?: Parameters<typeof parseWith>[2]): readonly string[] {
  return parseWith(Drawing, readDocument(text, 'f.yaml'), advise).diagnostics.map(
    (d) => `${d.line}:${d.column} ${d.code} ${d.path}: ${d.message}${d.hint === undefined ? '' : ` (${d.hint})`}`,
  )
}

it('gives the parsed value of a good document', () => {
  expect(parseWith(Drawing, readDocument('title: House\npage: 2\n', 'f'))).toEqual({ value: { title: 'House', page: 2 }, diagnostics: [] })
})

it('reports all problems of a document at once, in the order of the file', () => {
  expect(findings('unit: metres\ntitel: House\nshapes:\n  - type: circle\n    radius: 0\n  - type: square\n    side: big\n')).toEqual([
    '1:1 missing-key title: missing key "title"',
    '1:7 not-one-of unit: "metres" is not known here (did you mean "metre"?)',
    '2:1 unknown-key titel: unknown key "titel" (did you mean "title"?)',
    '5:13 out-of-range shapes[0].radius: it must be at least 1',
    '7:11 wrong-type shapes[1].side: expected a number, found text',
  ])
})

it('keeps a value back as long as a key is set twice', () => {
  const { value, diagnostics } = parseWith(Drawing, readDocument('title: a\ntitle: b\n', 'f'))
  expect(value).toBeUndefined()
  expect(diagnostics.map((d) => d.code)).toEqual(['duplicate-key'])
})

it('reports a duplicate key beside the other problems', () => {
  expect(findings('title: a\npage: x\ntitle: b\n').map((line) => line.split(' ')[1])).toEqual(['wrong-type', 'duplicate-key'])
})

describe('keys', () => {
  it('suggests only keys of the very mapping that holds the unknown one', () => {
    expect(findings('title: a\nshapes:\n  - type: square\n    side: 1\n    lable: x\n    radius: 3\n')).toEqual([
      '5:5 unknown-key shapes[0].lable: unknown key "lable" (did you mean "label"?)',
      '6:5 unknown-key shapes[0].radius: unknown key "radius" (known here: type, side, label)',
    ])
  })

  it('points a missing key at the mapping that lacks it', () => {
    expect(findings('title: a\nshapes:\n  - type: square\n')).toEqual(['3:5 missing-key shapes[0].side: missing key "side"'])
  })

  it('points at the key when the key itself is wrong', () => {
    expect(findings('title: a\nlayers:\n  Top: {visible: true}\n')).toEqual(['3:3 bad-key layers.Top: a layer is named in small letters'])
  })
})

describe('unions', () => {
  it('tells only what the branch of the given type complains about', () => {
    expect(findings('title: a\nshapes: [{type: circle, side: 3}]\n')).toEqual([
      '2:10 missing-key shapes[0].radius: missing key "radius"',
      '2:25 unknown-key shapes[0].side: unknown key "side" (known here: type, radius)',
    ])
  })

  it('suggests a type for an unknown one, and lists them when none is given', () => {
    expect(findings('title: a\nshapes: [{type: circel}, {side: 1}]\n')).toEqual([
      '2:17 not-one-of shapes[0].type: "circel" is not known here (did you mean "circle"?)',
      '2:26 missing-key shapes[1].type: missing key "type" (one of circle, square)',
    ])
  })

  it('takes the branch whose kind of value was written', () => {
    expect(findings('title: a\nsize: {width: 1, hight: 2}\n')).toEqual([
      '2:7 missing-key size.height: missing key "height"',
      '2:18 unknown-key size.hight: unknown key "hight" (did you mean "height"?)',
    ])
  })

  it('names every kind of value that would do when none was written', () => {
    expect(findings('title: a\nsize: big\n')).toEqual(['2:7 wrong-type size: expected a number or a mapping, found text'])
  })
})

describe('values', () => {
  it('says when quotes are missing, and when they are too many', () => {
    expect(findings('title: 1.0\npage: "3"\n')).toEqual([
      '1:8 wrong-type title: expected text, found a number (put it in quotes)',
      '2:7 wrong-type page: expected a number, found text (remove the quotes)',
    ])
  })

  it('tells an endless number from a number', () => {
    expect(findings('title: a\nsize: .inf\n')).toEqual(['2:7 wrong-type size: expected a number or a mapping, found a number without end'])
  })

  it('says what to do about a key with nothing behind it', () => {
    expect(findings('title: a\nshapes:\n')).toEqual([
      '2:1 wrong-type shapes: expected a list, found nothing (give it a value, or leave the key out)',
    ])
  })

  it('keeps the sentence that a schema has for its own format', () => {
    expect(findings('title: a\nratio: wide\n')).toEqual(['2:8 bad-format ratio: expected a ratio like 16:9'])
  })

  it('says what the only allowed value is', () => {
    expect(findings('title: a\nformat: png\n')).toEqual(['2:9 not-one-of format: "png" is not known here (it must be svg)'])
  })

  it('never prints a value of the wrong kind, which may be a password', () => {
    expect(findings('title: 12345678\n').join()).not.toContain('1234')
  })
})

it('prefers the hint of someone who knows what the document is about', () => {
  expect(findings('title: a\ntitel: b\n', ({ path }) => (path[0] === 'titel' ? 'ask the draughtsman' : undefined))).toEqual([
    '2:1 unknown-key titel: unknown key "titel" (ask the draughtsman)',
  ])
})
