/** The files of this repository, as the rules see them: what git tracks or would track, read once. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

export const root: string = resolve(import.meta.dirname, '../../..')

export const paths: readonly string[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root })
  .toString()
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
  .sort()

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The files whose path matches, with their text. */
export function filesLike(pattern: RegExp): readonly SourceFile[] {
  return paths.filter((path) => pattern.test(path)).map((path) => ({ path, text: read(path) }))
}
