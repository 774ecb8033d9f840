/**
 * YAML 1.2 or JSON text → a plain value in which every part knows its line. Nothing here knows what the document is about.
 * The text is untrusted: its size, its nesting and the expansion of its aliases are limited, and nothing in it makes this throw.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type Document as YamlDocument } from 'yaml'
import type { Diagnostic } from '../../core/diagnostic.ts'
import { isMapping, type Path } from './path.ts'

export interface Position {
  readonly line: number
  readonly column: number
}

export interface Document {
  readonly file: string
  /** The root mapping; undefined when the text could not be read as one, and then `diagnostics` says why. */
  readonly value: Readonly<Record<string, unknown>> | undefined
  readonly diagnostics: readonly Diagnostic[]
  /**
   * The place of the value at a path, or of its key; where the document ends earlier, the place of the nearest part that exists.
   * This keeps the syntax tree alive (some 100 times the text), so let go of the document once its positions are no longer needed.
   */
  locate(path: Path, part?: 'key' | 'value'): Position
}

export const maxDocumentLength = 2 * 1024 * 1024
const maxDepth = 64
const maxAliases = 1000
/** Plain values only, whatever the file itself declares: a `%YAML 1.1` line or a `!!binary` tag must not bring in dates, sets or buffers. */
const options: Parameters<typeof parseDocument>[1] = {
  schema: 'core',
  resolveKnownTags: false,
  merge: true,
  prettyErrors: false,
  logLevel: 'error',
}
const start: Position = { line: 1, column: 1 }
/** What decoding puts in the place of bytes that are no character. */
const REPLACEMENT = '\ufffd'

const adviceBySyntaxError: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces, YAML does not allow tabs',
  BAD_INDENT: 'keys of one mapping start in the same column, and every bracket is closed',
  MULTIPLE_DOCS: 'one file holds one document, remove the extra "---"',
  BLOCK_AS_IMPLICIT_KEY: 'quote a text that contains ": "',
  MISSING_CHAR: 'a quote or bracket is not closed',
}

/** Between brackets the brace of a variable begins a mapping, and the parser complains about the brace alone. */
function adviceOn(text: string, { code, pos }: YamlDocument.Parsed['errors'][number]): string | undefined {
  return text.startsWith('${', pos[0] - 1) ? `inside { } and [ ] a variable is quoted, as in '\${NAME}'` : adviceBySyntaxError[code]
}

export function readDocument(text: string, file: string): Document {
  const finding = (code: string, message: string, at: Position = start, hint?: string): Diagnostic => ({
    severity: 'error',
    code,
    message,
    ...(hint !== undefined && { hint }),
    file,
    ...at,
    path: '',
  })
  const unreadable = (diagnostics: readonly Diagnostic[]): Document => ({ file, value: undefined, diagnostics, locate: () => start })

  if (text.length > maxDocumentLength)
    return unreadable([
      finding('file-too-large', `the file has ${text.length} characters, the limit is ${maxDocumentLength}`, start, 'split it in several'),
    ])
  const garbled = text.indexOf(REPLACEMENT)
  if (garbled >= 0)
    return unreadable([finding('not-utf8', 'a character here is not UTF-8', positionIn(text, garbled), 'save the file as UTF-8')])

  const lines = new LineCounter()
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  let tree: YamlDocument.Parsed
  let value: unknown
  try {
    tree = parseDocument(text, { ...options, lineCounter: lines })
  } catch (error) {
    return unreadable([finding('not-yaml', reasonOf(error))])
  }
  const diagnostics = oncePerLine(
    tree.errors.map((error) => {
      if (error.code === 'DUPLICATE_KEY')
        return finding('duplicate-key', 'this key is already set above in the same mapping', at(error.pos[0]))
      if (error.message.includes('call stack')) return finding('too-deep', 'the file nests too deep', at(error.pos[0]))
      const message = error.code === 'MULTIPLE_DOCS' ? 'a second document begins here' : firstLine(error.message)
      return finding('not-yaml', message, at(error.pos[0]), adviceOn(text, error))
    }),
  )
  if (diagnostics.some((d) => d.code !== 'duplicate-key')) return unreadable(diagnostics)

  try {
    value = tree.toJS({ maxAliasCount: maxAliases })
  } catch (error) {
    const broken = unresolvedAlias(tree)
    if (broken !== undefined)
      return unreadable([finding('not-yaml', `the alias *${broken.name} has no anchor above it`, at(broken.offset))])
    return unreadable([finding('too-many-aliases', reasonOf(error), start, 'write the repeated part out, or use fewer anchors')])
  }
  if (value === null || value === undefined) return unreadable([finding('empty-file', 'the file is empty')])
  if (!isMapping(value))
    return unreadable([finding('not-a-mapping', 'the file is not a mapping of keys to values', at(contentStart(tree)))])
  if (isDeeperThan(value, maxDepth))
    return unreadable([finding('too-deep', `the file nests deeper than ${maxDepth} levels or refers to itself`)])

  return { file, value, diagnostics, locate: (path, part = 'value') => at(offsetOf(tree, path, part)) }
}

function positionIn(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

function offsetOf(tree: YamlDocument.Parsed, path: Path, part: 'key' | 'value'): number {
  let node: unknown = tree.contents
  let offset = contentStart(tree)
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(tree)
    let next: unknown
    let key: number | undefined
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      if (pair === undefined) return offset
      key = startOf(pair.key)
      next = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      next = node.items[step]
    }
    const begin = isEmpty(next) ? undefined : startOf(next)
    const wantsKey = part === 'key' && index === path.length - 1
    offset = (wantsKey ? key : undefined) ?? begin ?? key ?? offset
    node = next
  }
  return offset
}

function unresolvedAlias(tree: YamlDocument.Parsed): { readonly name: string; readonly offset: number } | undefined {
  let found: { name: string; offset: number } | undefined
  visit(tree, {
    Alias(_, alias) {
      if (alias.resolve(tree) !== undefined) return undefined
      found = { name: alias.source, offset: alias.range?.[0] ?? 0 }
      return visit.BREAK
    },
  })
  return found
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
const contentStart = (tree: YamlDocument.Parsed): number => startOf(tree.contents) ?? 0
/** `key:` with nothing behind it: its value stands nowhere, so the key stands for it. */
const isEmpty = (node: unknown): boolean => isScalar(node) && node.value === null && node.source === ''

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const child of Object.values(value)) if (isDeeperThan(child, levels - 1)) return true
  return false
}

/** One slip of the pen often confuses the parser for the rest of the line. */
function oncePerLine(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return findings.filter((d, index) => findings.findIndex((other) => other.line === d.line) === index)
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text
const reasonOf = (error: unknown): string => (error instanceof Error ? firstLine(error.message) : String(error))
