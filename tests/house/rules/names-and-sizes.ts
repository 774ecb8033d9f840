/** How files are called and how large they may get, so that each is about one thing and can be read at one sitting. */
import { posix } from 'node:path'
import type { SourceFile } from './repository.ts'

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/
const SAYS_NOTHING: ReadonlySet<string> = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'lib', 'manager', 'base'])
const LONGEST = 500
const MOST_FILES = 20

export function nameFaults(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const parts = path.split('/')
    const words = parts.map((part, index) => (index === parts.length - 1 ? part.replace(/(\.(test|config|d))?\.[a-z]+$/, '') : part))
    const odd = words.filter((word) => !KEBAB.test(word)).map((word) => `${path}: "${word}" is not kebab-case`)
    const empty = words.flatMap((word) => word.split('-')).filter((word) => SAYS_NOTHING.has(word))
    return [...odd, ...empty.map((word) => `${path}: "${word}" says nothing about the topic`)]
  })
}

/** Half of the files under 120 lines, nine in ten under 300, none over 500. */
export function sizeFaults(files: readonly SourceFile[]): readonly string[] {
  const sizes = files.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length })).sort((a, b) => a.lines - b.lines)
  const faults = sizes.filter(({ lines }) => lines > LONGEST).map(({ path, lines }) => `${path}: ${lines} lines, more than ${LONGEST}`)
  for (const [share, limit] of [
    [0.5, 120],
    [0.9, 300],
  ] as const) {
    const lines = sizes[Math.ceil(sizes.length * share) - 1]?.lines ?? 0
    if (lines >= limit) faults.push(`${share * 100} % of the files should have less than ${limit} lines, not ${lines}`)
  }
  return faults
}

export function crowdedFolders(paths: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const path of paths) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder}: ${count} files, more than ${MOST_FILES}`)
}

/** Marks of unfinished work, and tests that are switched off by hand. */
export function unfinished(file: SourceFile): readonly string[] {
  return file.text.split('\n').flatMap((line, index) => {
    const mark = /\b(TODO|FIXME|XXX)\b|\b(describe|suite|test|it)\.(only|skip|todo|fails)\b/.exec(line)
    return mark === null ? [] : [`${file.path}:${index + 1}: ${mark[0]}`]
  })
}
