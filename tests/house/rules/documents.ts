/** What documents name that a reader will try: paths, npm scripts, meshwatch commands and their options, links. */
import { posix } from 'node:path'
import type { SourceFile } from './repository.ts'

export interface Command {
  /** Empty for the program itself. */
  readonly name: string
  readonly options: readonly string[]
}

const TOP_FOLDERS = /^\.?\/?(src|tests|docs|bench|tools|monitors|dashboards|compose|\.ci)\/[^\s:,;'"`()]*$/

/** Paths written as code, with `<name>` and `…` as wildcards, and the targets of relative links. */
export function pathsNamed(document: SourceFile): readonly string[] {
  const written = codeSpans(document.text)
    .filter((span) => TOP_FOLDERS.test(span))
    .map((span) => posix.normalize(span.replace(/<[^>]*>/g, '*').replace(/…/g, '**')))
  const linked = [...prose(document.text).matchAll(/\]\((?!\w+:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
  return unique([...written, ...linked.map(([, target = '']) => posix.join(posix.dirname(document.path), target))])
}

export function scriptsNamed(document: SourceFile): readonly string[] {
  return unique([...code(document.text).matchAll(/\bnpm run (?:--?\w[\w-]* )*([\w:-]+)/g)].map(([, name = '']) => name))
}

/** `meshwatch check --at …`, also as `npx meshwatch` or `npm run meshwatch -- check`. Only at the start of a line of code. */
export function commandsNamed(document: SourceFile): readonly Command[] {
  const lines = code(document.text)
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
  return lines.flatMap((line) => {
    const [, rest] = /^\s*(?:\$ )?(?:\w+=\S+ )*(?:npx |npm run (?:--silent |-s )?)?meshwatch(?: --)?((?: .*)?)$/.exec(line) ?? []
    if (rest === undefined) return []
    const own = rest.split(/ [|>&#;]/)[0] ?? ''
    const name = /^ ([a-z][a-z-]*)/.exec(own)?.[1] ?? ''
    return [{ name, options: [...own.matchAll(/(?<= )--[a-z][a-z-]*/g)].map(([option]) => option) }]
  })
}

/** YAML to copy: fenced blocks, and flow mappings in code spans that name the type of an adapter. */
export function yamlNamed({ text }: SourceFile): readonly string[] {
  const blocks = [...text.matchAll(/^ *```ya?ml\n([\s\S]*?)^ *```/gm)].map(([, body = '']) => body)
  return [...blocks, ...codeSpans(text).filter((span) => /^\{ *type: /.test(span))]
}

/** Fenced blocks whole and spans one per line: what a reader takes for something to type or to open. */
function code(text: string): string {
  return [...fences(text), ...codeSpans(text)].join('\n')
}

function fences(text: string): readonly string[] {
  return [...text.matchAll(/^ *```[^\n]*\n([\s\S]*?)^ *```/gm)].map(([, body = '']) => body)
}

function codeSpans(text: string): readonly string[] {
  return [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
}

function prose(text: string): string {
  return withoutFences(text).replace(/`[^`\n]+`/g, '')
}

function withoutFences(text: string): string {
  return text.replace(/^ *```[^\n]*\n[\s\S]*?^ *```/gm, '')
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
