/** The files of this repository, as the rules see them: all that git would track, whether or not this is a checkout. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, matchesGlob, resolve } from 'node:path'

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

export const root: string = resolve(import.meta.dirname, '../../..')

const ignored: readonly string[] = ['.git', ...read('.gitignore').split('\n')].filter(Boolean).map((line) => line.replace(/\/$/, ''))

export const paths: readonly string[] = pathsBelow('').sort()

function pathsBelow(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(
    ({ name }) => !ignored.some((line) => matchesGlob(name, line)),
  )
  return entries.flatMap((entry) => (entry.isDirectory() ? pathsBelow(`${folder}${entry.name}/`) : [`${folder}${entry.name}`]))
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The files whose path matches, with their text. */
export function filesLike(pattern: RegExp): readonly SourceFile[] {
  return paths.filter((path) => pattern.test(path)).map((path) => ({ path, text: read(path) }))
}
