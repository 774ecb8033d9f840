/** `meshwatch.yaml` → Config, or every problem of the file at its place. Never throws for what is written in the file. */
import { dirname } from 'node:path'
import type * as z from 'zod'
import { didYouMean } from '../contracts/document/closest.ts'
import { type Advise, parseWith } from '../contracts/document/parse-with.ts'
import { formatPath, isMapping } from '../contracts/document/path.ts'
import { readDocument } from '../contracts/document/read-document.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { Secret } from '../core/secret.ts'
import { type Kinds, parseAdapter, wholeSchemas } from './adapters.ts'
import { buildConfig } from './build-config.ts'
import type { Config } from './config.ts'
import { type Filling, fillIn, type Outside } from './fill-in.ts'
import { holidayFaults } from './holiday-faults.ts'
import { listenTo } from './outside-inputs.ts'
import { receiverFaults } from './receiver-faults.ts'
import { configSchema, notifierFrame, sourceFrame } from './schema.ts'
import { keysOf, schemaBelow } from './schema-shape.ts'

/** What the file may refer to, and the kinds of adapters there are. */
export interface ConfigGiven extends Outside {
  readonly sources: Kinds
  readonly notifiers: Kinds
}

export interface LoadedConfig {
  /** Present only when no diagnostic is an error. */
  readonly config?: Config
  readonly diagnostics: readonly Diagnostic[]
  /** All texts and variables that went into it. */
  readonly inputs: Secret
}

/**
 * `path` as a person would name it: diagnostics repeat it, and relative paths in the file start at its folder.
 * When nothing that went into `previous` has changed, `previous` itself is the answer, so that a reload can see that at a glance.
 */
export async function loadConfig(path: string, given: ConfigGiven, previous?: LoadedConfig): Promise<LoadedConfig> {
  const { outside, heard } = listenTo(given)
  const loaded = await load(path, outside, given)
  const inputs = new Secret(heard())
  return previous?.inputs.reveal() === inputs.reveal() ? previous : { ...loaded, inputs }
}

async function load(path: string, outside: Outside, kinds: Pick<ConfigGiven, Section>): Promise<Omit<LoadedConfig, 'inputs'>> {
  let text: string
  try {
    text = await outside.readFile(path)
  } catch (error) {
    return { diagnostics: [unreadable(path, error)] }
  }
  const document = readDocument(text, path)
  if (document.value === undefined) return { diagnostics: document.diagnostics }

  const filling: Filling = { outside, root: dirname(path), flaws: [], foreign: [] }
  const value = await fillRoot(document.value, kinds, filling)
  const whole = parseWith(configSchema, { ...document, value }, adviseKeys)
  const entries = SECTIONS.flatMap((section) =>
    Object.entries(isMapping(value[section]) ? value[section] : {}).map(([name, entry]) => {
      return { section, name, parsed: parseAdapter(document, [section, name], entry, FRAMES[section], kinds[section]) }
    }),
  )
  const found = [...whole.diagnostics, ...entries.flatMap(({ parsed }) => parsed.diagnostics)]
  const flaws = filling.flaws.map((flaw): Diagnostic => {
    return { ...flaw, severity: 'error', file: path, ...document.locate(flaw.path), path: formatPath(flaw.path) }
  })
  const diagnostics = [...flaws, ...tellable(found, flaws, filling)].sort((a, b) => a.line - b.line || a.column - b.column)
  if (whole.value === undefined || diagnostics.length > 0) return { diagnostics }
  const unknown = [...(await holidayFaults(whole.value, document)), ...receiverFaults(whole.value, document)]
  if (unknown.length > 0) return { diagnostics: unknown.toSorted((a, b) => a.line - b.line || a.column - b.column) }
  const ownConfig = (section: Section, name: string) =>
    entries.find((entry) => entry.section === section && entry.name === name)?.parsed.value
  return { config: buildConfig(whole.value, dirname(path), ownConfig), diagnostics }
}

type Section = 'sources' | 'notifiers'
const SECTIONS: readonly Section[] = ['sources', 'notifiers']
const FRAMES: Readonly<Record<Section, z.ZodObject>> = { sources: sourceFrame, notifiers: notifierFrame }

/** Below a source or notifier the kind decides what is a secret and what is a number. */
async function fillRoot(root: Readonly<Record<string, unknown>>, kinds: Pick<ConfigGiven, Section>, filling: Filling) {
  const filled: [string, unknown][] = []
  for (const [key, value] of Object.entries(root)) {
    const section = SECTIONS.find((name) => name === key)
    const schema = section ? wholeSchemas(FRAMES[section], kinds[section], value) : schemaBelow(configSchema, key)
    filled.push([key, await fillIn(value, schema, [key], filling)])
  }
  return Object.fromEntries(filled)
}

const adviseKeys: Advise = ({ code, path }) => {
  if (code !== 'unknown-key') return undefined
  const [section, , inner, key] = path
  if (section === 'domains' && inner === 'defaults' && (key === 'timezone' || key === 'channel'))
    return `${key} of a domain stands beside its defaults, not among them`
  if (section === 'routes' && path.at(-1) === 'continue') return 'write also: true'
  const place = path.slice(0, -1).reduce<unknown>(schemaBelow, configSchema)
  return didYouMean(String(path.at(-1)), keysOf(place))
}

/** One flaw makes one finding, and a value that came from outside is not repeated to whoever reads the findings. */
function tellable(found: readonly Diagnostic[], flaws: readonly Diagnostic[], filling: Filling): readonly Diagnostic[] {
  const flawed = new Set(flaws.flatMap(({ path }) => [path, path.replace(/File$/, '')]))
  const foreign = new Set(filling.foreign.map(formatPath))
  return found
    .filter(({ path }) => !flawed.has(path))
    .map((d) => {
      if (!foreign.has(d.path) || VALUELESS.has(d.code)) return d
      return { ...d, message: 'the value that the environment gives is not accepted here', hint: 'write it out once to see what is wrong' }
    })
}

/** Codes of findings that never repeat the value. */
const VALUELESS: ReadonlySet<string> = new Set(['wrong-type', 'missing-key', 'unknown-key', 'out-of-range'])

function unreadable(path: string, error: unknown): Diagnostic {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
  const missing = reason === 'ENOENT'
  return {
    severity: 'error',
    code: missing ? 'CONFIG_NOT_FOUND' : 'CONFIG_INVALID',
    message: missing ? 'there is no configuration here' : `the configuration cannot be read: ${reason}`,
    hint: missing
      ? 'name another file with --config, or write one: docs/reference/configuration.md'
      : 'the user of the daemon must be allowed to read it',
    file: path,
    line: 1,
    column: 1,
    path: '',
  }
}
