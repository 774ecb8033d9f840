/** Reads the `customProperties` that are addressed to us. Those of other tools are none of our business. */
import { didYouMean } from '../../document/closest.ts'
import type { Path } from '../../document/path.ts'
import type { CustomProperty } from '../../odcs/pieces.ts'
import type { Findings } from '../findings.ts'
import { LEVELS, type Level, PREFIX, type Said, type Values, VOCABULARY } from './vocabulary.ts'
import { READERS } from './word-values.ts'

const NOTHING = Object.freeze({})

export function readCustomProperties<L extends Level>(
  level: L,
  list: readonly CustomProperty[] | undefined,
  at: Path,
  findings: Findings,
): Said<L> {
  if (list === undefined) return NOTHING
  const words: Readonly<Record<string, { readonly is: keyof Values }>> = VOCABULARY[level]
  const said: Record<string, unknown> = {}
  for (const [index, { property, value }] of list.entries()) {
    if (!property.startsWith(PREFIX)) continue
    const name = property.slice(PREFIX.length)
    const path = [...at, 'customProperties', index]
    const word = Object.hasOwn(words, name) ? words[name] : undefined
    if (word === undefined) {
      findings.error('unknown-word', [...path, 'property'], `${property} is not known ${LEVELS[level]}`, whereElse(name, words))
      continue
    }
    if (Object.hasOwn(said, name)) {
      findings.error('said-twice', [...path, 'property'], `${property} is already set above`, 'remove one of them')
      continue
    }
    const reader = READERS[word.is]
    const read = reader.read(value)
    if (read === undefined) findings.error(reader.code, [...path, 'value'], `${property}: expected ${reader.expected}`, reader.hint(value))
    else said[name] = read
  }
  return said as Said<L>
}

function whereElse(name: string, words: Readonly<Record<string, unknown>>): string {
  const elsewhere = (Object.keys(VOCABULARY) as Level[]).find((level) => Object.hasOwn(VOCABULARY[level], name))
  if (elsewhere !== undefined) return `it belongs ${LEVELS[elsewhere]}`
  const known = Object.keys(words)
  return didYouMean(name, known)?.replace('"', `"${PREFIX}`) ?? `known here: ${known.map((each) => PREFIX + each).join(', ')}`
}
