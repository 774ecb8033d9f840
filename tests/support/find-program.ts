import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of a program that can be run, looked for in PATH and then in `alsoIn`. */
export function findProgram(name: string, alsoIn: readonly string[] = []): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), ...alsoIn].map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
