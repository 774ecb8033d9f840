import { describe, expect, it } from 'vitest'
import { maxDocumentLength, readDocument } from '../../../../src/contracts/document/read-document.ts'

const findingsOf = (text: string): readonly string[] =>
  readDocument(text, 'f.yaml').diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)

describe('what cannot be read', () => {
  it.each([
    ['a tab as indentation', 'a:\n\tb: 1\n', '2:1 not-yaml'],
    ['an unclosed quote', 'a: "x\nb: 2\n', '3:1 not-yaml'],
    ['a key in the wrong column', 'a:\n  b: 1\n c: 2\n', '3:1 not-yaml'],
    ['a colon inside plain text', 'ok: 1\nnote: see: below\n', '2:7 not-yaml'],
    ['a second document', 'a: 1\n---\nb: 2\n', '2:1 not-yaml'],
    ['an alias without an anchor', 'a: 1\nb: *missing\n', '2:4 not-yaml'],
    ['a key that is set twice', 'a: 1\nb: 2\na: 3\n', '3:1 duplicate-key'],
    ['nothing but comments', '# soon\n', '1:1 empty-file'],
    ['nothing', '', '1:1 empty-file'],
    ['a list', '# orders\n- a\n', '2:1 not-a-mapping'],
    ['a mere word', 'hello', '1:1 not-a-mapping'],
    ['a value that contains itself', 'a: &x {b: *x}\n', '1:1 too-deep'],
    ['brackets without end', `a: ${'['.repeat(50_000)}`, '1:'],
    ['broken JSON', '{"a": 1,\n "b" 2}', '2:'],
  ])('names %s and its place', (_, text, expected) => {
    const findings = findingsOf(text)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toContain(expected)
  })

  it('refuses a file that is too large before reading it', () => {
    expect(findingsOf(`a: ${'x'.repeat(maxDocumentLength)}`)).toEqual(['1:1 file-too-large'])
  })

  it('does not unfold aliases of aliases without limit', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
    for (let level = 1; level < 12; level++) bomb.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`)
    expect(findingsOf(bomb.join('\n'))).toEqual(['1:1 too-many-aliases'])
  })

  it('tells every slip of a file, once per line', () => {
    expect(findingsOf('a: b: c: d\nok: 1\ne: f: g\n')).toEqual(['1:4 not-yaml', '3:4 not-yaml'])
  })

  it('says what to do about a tab', () => {
    expect(readDocument('a:\n\tb: 1\n', 'f').diagnostics[0]?.hint).toContain('spaces')
  })

  it.each([`a: { b: \${NAME} }`, `a: [\${NAME}]`, `a: { b: x\${NAME:-y}, c: 1 }`])('says that a variable is to be quoted in %s', (text) => {
    expect(readDocument(text, 'f').diagnostics).toMatchObject([{ code: 'not-yaml', hint: expect.stringContaining('quoted') }])
  })
})

describe('what values become', () => {
  it('keeps dates, clock times and words like yes as the text they are', () => {
    const { value } = readDocument('a: 2022-08-02\nb: 09:00-08:00\nc: yes\nd: 1.5\ne: null\n', 'f')
    expect(value).toEqual({ a: '2022-08-02', b: '09:00-08:00', c: 'yes', d: 1.5, e: null })
  })

  it('does so even where the file asks for YAML 1.1 or for types of its own', () => {
    const { value } = readDocument('%YAML 1.1\n---\na: yes\nb: 2020-01-01\nc: !!binary aGk=\nd: !secret x\n', 'f')
    expect(value).toEqual({ a: 'yes', b: '2020-01-01', c: 'aGk=', d: 'x' })
  })

  it('merges shared parts', () => {
    expect(readDocument('base: &b {x: 1}\nown:\n  <<: *b\n  y: 2\n', 'f').value).toEqual({ base: { x: 1 }, own: { x: 1, y: 2 } })
  })

  it('reads JSON, tabs included', () => {
    expect(readDocument('{\n\t"a": [1,\n\t2]\n}\n', 'f.json').value).toEqual({ a: [1, 2] })
  })
})

describe('where things stand', () => {
  const document = readDocument('id: x\nlist:\n  - key: v\n    empty:\n  - {z: 1}\nbase: &b\n  x: 1\nown:\n  <<: *b\nagain: *b\n', 'f')
  const at = (path: (string | number)[], part?: 'key'): string => {
    const { line, column } = document.locate(path, part)
    return `${line}:${column}`
  }

  it('finds values and keys', () => {
    expect(at(['id'])).toBe('1:5')
    expect(at(['id'], 'key')).toBe('1:1')
    expect(at(['list', 0, 'key'])).toBe('3:10')
    expect(at(['list', 1, 'z'], 'key')).toBe('5:6')
  })

  it('points at the key where no value is written', () => {
    expect(at(['list', 0, 'empty'])).toBe('4:5')
  })

  it('points at the nearest part that exists', () => {
    expect(at([])).toBe('1:1')
    expect(at(['nowhere', 3])).toBe('1:1')
    expect(at(['list', 0, 'missing'])).toBe('3:5')
    expect(at(['own', 'x'])).toBe('9:3')
  })

  it('follows an alias to where its value is written', () => {
    expect(at(['again', 'x'])).toBe('7:6')
  })
})
