/**
 * Before a document meets its schema: `${VAR}` becomes the variable, `<key>File` the content of the file, and text under a
 * secret key a Secret. The environment and the files are handed in; nothing that came from them is ever part of a message.
 */
import { join } from 'node:path'
import { isMapping, type Path } from '../contracts/document/path.ts'
import { Secret } from '../core/secret.ts'
import { isBoolean, isMappingSchema, isNumber, isSecret, keysOf, schemaBelow } from './schema-shape.ts'

/** The outside world, as far as a configuration may refer to it. */
export interface Outside {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Text of a file; throws when it cannot be read. */
  readFile(path: string): Promise<string>
}

export interface Flaw {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly path: Path
}

export interface Filling {
  readonly outside: Outside
  /** Folder that the paths of secret files are relative to. */
  readonly root: string
  /** Everything that did not work out. */
  readonly flaws: Flaw[]
  /** Paths of the values that came from outside. */
  readonly foreign: Path[]
}

const REFERENCE = /\$\$|\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\})?/g
const WHOLE = /^\$\{[^}]*\}$/
/** Stands where a secret could not be had, so that only that is told. */
const PLACEHOLDER = new Secret('?')

/** A copy of `value`, which stands at `path` and is described by `schema`, with everything filled in. */
export async function fillIn(value: unknown, schema: unknown, path: Path, filling: Filling): Promise<unknown> {
  if (isMapping(value)) return fillMapping(value, schema, path, filling)
  if (Array.isArray(value))
    return Promise.all(value.map((entry, index) => fillIn(entry, schemaBelow(schema, index), [...path, index], filling)))
  if (typeof value === 'string') return fillText(value, schema, path, filling)
  if (isSecret(schema) && (typeof value === 'number' || typeof value === 'boolean')) {
    filling.flaws.push({ code: 'wrong-type', message: `expected text, found a ${typeof value}`, hint: 'put it in quotes', path })
    return PLACEHOLDER
  }
  // A section whose entries are all commented out is an empty section.
  return value === null && isMappingSchema(schema) ? {} : value
}

type Mapping = Readonly<Record<string, unknown>>

async function fillMapping(value: Mapping, schema: unknown, path: Path, filling: Filling): Promise<Mapping> {
  const known = new Set(keysOf(schema))
  const filled: [string, unknown][] = []
  for (const [key, entry] of Object.entries(value)) {
    const plain = key.slice(0, -'File'.length)
    const isFile = key.endsWith('File') && known.has(key) && schemaBelow(schema, key) === undefined
    if (isFile && plain in value) {
      const message = `both ${plain} and ${key} are given`
      filling.flaws.push({ code: 'given-twice', message, hint: 'keep one of them', path: [...path, key] })
    } else if (isFile) filled.push([plain, await fillFile(entry, [...path, key], filling)])
    else filled.push([key, await fillIn(entry, schemaBelow(schema, key), [...path, key], filling)])
  }
  return Object.fromEntries(filled)
}

async function fillFile(value: unknown, path: Path, filling: Filling): Promise<Secret> {
  const name = typeof value === 'string' ? substitute(value, path, filling) : undefined
  if (name === undefined) {
    if (typeof value !== 'string')
      filling.flaws.push({ code: 'wrong-type', message: 'expected the path of a file', hint: 'it holds the value alone', path })
    return PLACEHOLDER
  }
  try {
    return new Secret((await filling.outside.readFile(resolveFrom(filling.root, name))).replace(/[\r\n]+$/, ''))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    const hint = 'the path is relative to the folder of the configuration, and the daemon must be allowed to read it'
    filling.flaws.push({ code: 'unreadable-file', message: `the file named here cannot be read: ${reason}`, hint, path })
    return PLACEHOLDER
  }
}

function fillText(text: string, schema: unknown, path: Path, filling: Filling): unknown {
  const filled = text.includes('$') ? substitute(text, path, filling) : text
  if (filled !== text) filling.foreign.push(path)
  if (isSecret(schema)) return filled === undefined ? PLACEHOLDER : new Secret(filled)
  // A variable is always text; where a number or a switch is meant, `port: ${PORT}` has to work all the same.
  if (filled !== undefined && WHOLE.test(text)) {
    if (isNumber(schema) && /^-?\d+(\.\d+)?$/.test(filled)) return Number(filled)
    if (isBoolean(schema) && /^(true|false)$/.test(filled)) return filled === 'true'
  }
  return filled ?? text
}

/** Undefined when a variable is missing. */
function substitute(text: string, path: Path, filling: Filling): string | undefined {
  let complete = true
  const flaw = (code: string, message: string, hint: string): string => {
    filling.flaws.push({ code, message, hint, path })
    complete = false
    return ''
  }
  const filled = text.replace(REFERENCE, (whole, name: string | undefined, otherwise: string | undefined) => {
    if (whole === '$$') return '$'
    if (name === undefined)
      return flaw(
        'bad-variable',
        'what follows "${" is not the name of a variable',
        `write \${NAME} or \${NAME:-otherwise}, and $$ for a dollar sign`,
      )
    const given = filling.outside.env[name]
    if (otherwise !== undefined) return given || otherwise
    return given ?? flaw('missing-variable', `the environment has no variable ${name}`, `set it, or write \${${name}:-otherwise}`)
  })
  return complete ? filled : undefined
}

export function resolveFrom(root: string, path: string): string {
  return path.startsWith('/') ? path : join(root, path)
}
