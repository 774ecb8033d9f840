/** Nothing in the repository may know where it, or what is beside it, lies on one particular machine. */
import type { SourceFile } from './repository.ts'

/** Folders of a person's or a build machine; `/usr`, `/etc`, `/tmp` and `/var` are the same everywhere. */
const MACHINE_PATH = /(?<![\w.])\/(?:home|Users|root|work|workspace|mnt)\/[\w.-]+|[A-Z]:\\Users\\/

export function machinePaths(file: SourceFile): readonly string[] {
  return linesWith(file, MACHINE_PATH)
}

/** Only tests and the bench know of the folder beside the checkout. */
export function namesBesideCheckout(file: SourceFile): readonly string[] {
  return linesWith(file, /\.\.\/shared\b/)
}

function linesWith(file: SourceFile, pattern: RegExp): readonly string[] {
  return file.text.split('\n').flatMap((line, index) => {
    const hit = pattern.exec(line)
    return hit === null ? [] : [`${file.path}:${index + 1}: ${hit[0]}`]
  })
}
