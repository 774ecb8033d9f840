/** A plug-in is a folder like its siblings, with one line in the registry beside it, so that it can be deleted with that line. */
import type { SourceFile } from './repository.ts'
import { importsOf } from './syntax.ts'

const LONGEST_README = 20

/** Holds `src/<layer>/registry.ts` against the folders beside it; without a registry there is nothing to say yet. */
export function plugInFaults(layer: string, files: readonly SourceFile[]): readonly string[] {
  const home = `src/${layer}/`
  const registry = files.find(({ path }) => path === `${home}registry.ts`)
  if (registry === undefined) return []
  const entries = importsOf(registry).flatMap(({ from }) => /^\.\/([^/]+)\/(.+)$/.exec(from)?.slice(1) ?? [])
  const listed = new Set(entries.filter((_, index) => index % 2 === 0))
  const entryFiles = new Set(entries.filter((_, index) => index % 2 === 1))
  const folders = new Map<string, SourceFile[]>()
  for (const file of files) {
    const folder = new RegExp(`^${home}([^/]+)/`).exec(file.path)?.[1]
    if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  return [
    ...[...folders.keys()].filter((folder) => !listed.has(folder)).map((folder) => `${home}${folder}: the registry does not list it`),
    ...[...listed].filter((folder) => !folders.has(folder)).map((folder) => `${home}registry.ts: lists ${folder}, which has no folder`),
    ...(entryFiles.size > 1 ? [`${home}registry.ts: takes different files from its plug-ins: ${[...entryFiles].join(', ')}`] : []),
    ...[...folders].flatMap(([folder, own]) => readmeFaults(`${home}${folder}/README.md`, own)),
    ...unlikeSiblings(home, folders),
  ]
}

function readmeFaults(path: string, files: readonly SourceFile[]): readonly string[] {
  const readme = files.find((file) => file.path === path)
  if (readme === undefined) return [`${path} is missing`]
  const lines = readme.text.trimEnd().split('\n').length
  return lines > LONGEST_README ? [`${path}: ${lines} lines; it should be about ten`] : []
}

/** A file name that most siblings have, all of them have. */
function unlikeSiblings(home: string, folders: ReadonlyMap<string, readonly SourceFile[]>): readonly string[] {
  const names = new Map(
    [...folders].map(([folder, files]) => [folder, new Set(files.map(({ path }) => path.slice(home.length + folder.length + 1)))]),
  )
  const all = new Set([...names.values()].flatMap((own) => [...own]))
  return [...all].flatMap((name) => {
    const without = [...names].filter(([, own]) => !own.has(name)).map(([folder]) => folder)
    return without.length < names.size / 2 ? without.map((folder) => `${home}${folder}: has no ${name}, unlike most of its siblings`) : []
  })
}
