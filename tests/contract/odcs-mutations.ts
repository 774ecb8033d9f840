/** Small random damage to a contract, reproducible by its seed, of the kinds that people and generators do. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Container = Json[] | { [key: string]: Json }

export interface Vocabulary {
  readonly keys: readonly string[]
  readonly words: readonly string[]
}

export interface Mutant {
  readonly value: Json
  readonly story: readonly string[]
}

/** Numbers in [0, 1) that depend on the seed only (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const oddValues: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  '',
  'x',
  '1',
  'a.b',
  'a/b',
  's3://bucket/path',
  'sftp://host/x',
  '2024-02-30',
  '2024-02-29',
  '2024-02-29T10:00:00Z',
  '2024-02-29T10:00:00',
  [],
  [1, 2],
  [2, 2],
  [1, 2, 3],
  ['a.b'],
  ['x'],
  {},
  { x: 1 },
  { name: 'n' },
  { property: 'p', value: null },
]

/** One to three changes somewhere in a copy of the contract. */
export function mutate(original: unknown, random: () => number, vocabulary: Vocabulary): Mutant {
  const value = structuredClone(original) as Json
  const story: string[] = []
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    const containers = containersOf(value)
    const into = pick(containers)
    const keys = Object.keys(into)
    const key = keys.length === 0 ? undefined : pick(keys)
    const say = (what: string): number => story.push(what)
    const put = (name: string, what: Json): void => {
      say(`set ${name} = ${JSON.stringify(what).slice(0, 80)}`)
      if (Array.isArray(into)) into.push(what)
      else into[name] = what
    }
    const kind = Math.floor(random() * 11)
    if (kind === 0 && key !== undefined) {
      say(`delete ${key}`)
      remove(into, key)
    } else if (kind === 1 && key !== undefined && !Array.isArray(into)) {
      const moved = into[key] as Json
      remove(into, key)
      put(random() < 0.5 ? `${key}s` : pick(vocabulary.keys), moved)
    } else if (kind === 2 && key !== undefined) replace(into, key, structuredClone(pick(oddValues)), say)
    else if (kind === 3 && key !== undefined) replace(into, key, pick(vocabulary.words), say)
    else if (kind === 4) put('unheardOf', structuredClone(pick(oddValues)))
    else if (kind === 5) put(pick(vocabulary.keys), structuredClone(pick(oddValues)))
    else if (kind === 6) put(pick(vocabulary.keys), pick(vocabulary.words))
    else if (kind === 7 && key !== undefined) replace(into, key, null, say)
    else if (kind === 8 && key !== undefined) {
      const target = pick(containers)
      const moved = structuredClone(get(into, key))
      say(`copy ${key} elsewhere`)
      if (Array.isArray(target)) target.push(moved)
      else target[key] = moved
    } else if (kind === 9)
      put(pick(['mustBe', 'mustBeLessThan', 'mustBeBetween', 'metric', 'query', 'logicalType', 'type']), structuredClone(pick(oddValues)))
    else if (kind === 10 && key !== undefined) replace(into, key, [structuredClone(get(into, key))], say)
  }
  return { value, story }
}

/** Every key and every fixed word that the official schema knows. */
export function vocabularyOf(schema: unknown): Vocabulary {
  const keys = new Set<string>()
  const words = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { properties, enum: choices, ...rest } = node as Record<string, unknown>
    if (typeof properties === 'object' && properties !== null) for (const key of Object.keys(properties)) keys.add(key)
    if (Array.isArray(choices)) for (const word of choices) words.add(String(word))
    for (const child of [...Object.values(rest), ...Object.values(properties ?? {})]) visit(child)
  }
  visit(schema)
  return { keys: [...keys], words: [...words] }
}

function containersOf(value: Json): Container[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(containersOf)]
}

const get = (from: Container, key: string): Json => (from as Record<string, Json>)[key] as Json

function replace(into: Container, key: string, value: Json, say: (what: string) => void): void {
  say(`replace ${key} by ${JSON.stringify(value).slice(0, 80)}`)
  ;(into as Record<string, Json>)[key] = value
}

function remove(from: Container, key: string): void {
  if (Array.isArray(from)) from.splice(Number(key), 1)
  else delete from[key]
}
