/** Checks have long ids; people may name one by how it ends, where no other ends so. */
import { didYouMean } from '../contracts/document/closest.ts'
import type { Check } from '../core/check.ts'
import { MeshError } from '../core/errors.ts'
import type { Mesh } from '../core/mesh.ts'

const MOST_NAMED = 5

/** Throws MeshError NOT_FOUND where none is called so, and USAGE where several are. */
export function findCheck(mesh: Mesh, name: string): Check {
  const checks = [...mesh.datasets.values()].flatMap((dataset) => dataset.checks)
  const exact = checks.find(({ id }) => id === name)
  if (exact) return exact
  const found = checks.filter(({ id }) => /[./]/.test(id.at(-name.length - 1) ?? '') && id.endsWith(name))
  const [only, ...more] = found
  if (only && more.length === 0) return only
  if (only) {
    const rest = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : ''
    const names = found.slice(0, MOST_NAMED).map(({ id }) => id)
    throw new MeshError('USAGE', `Several checks end with ${name}: ${names.join(', ')}${rest}.`, 'Write more of the one that is meant.')
  }
  const below = checks.filter(({ id }) => id.startsWith(`${name}/`)).map(({ id }) => id)
  const hint = below.length > 0 ? `Its checks are ${below.slice(0, MOST_NAMED).join(', ')}.` : (didYouMean(name, namesOf(checks)) ?? LISTED)
  throw new MeshError('NOT_FOUND', `There is no check ${name}.`, `${hint[0]?.toUpperCase()}${hint.slice(1)}`)
}

const LISTED = '`meshwatch validate --format json` lists all checks.'

/** The ids, and their ends from each slash on. */
function namesOf(checks: readonly Check[]): readonly string[] {
  return checks.flatMap(({ id }) => [...id.matchAll(/^|(?<=\/)/g)].map(({ index }) => id.slice(index)))
}
