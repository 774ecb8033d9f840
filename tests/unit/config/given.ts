/** A configuration in memory: its text, its environment, its files, and two kinds of adapters. */
import * as z from 'zod'
import { type ConfigGiven, type LoadedConfig, loadConfig } from '../../../src/config/load-config.ts'
import { formatDiagnostic } from '../../../src/core/diagnostic.ts'
import { Secret } from '../../../src/core/secret.ts'

const postgres = z.strictObject({
  host: z.string().default('localhost'),
  port: z.int().default(5432),
  password: z.instanceof(Secret, { error: 'expected text' }).optional().describe('described, as adapters do'),
  ssl: z.enum(['off', 'require']).default('off'),
})
const files = z.strictObject({ root: z.string() })
const slack = z.strictObject({ token: z.instanceof(Secret) })

export const given: ConfigGiven = {
  env: {},
  readFile: async (path) => {
    throw Object.assign(new Error(`no such file ${path}`), { code: 'ENOENT' })
  },
  sources: new Map<string, z.ZodType>([
    ['postgres', postgres],
    ['duckdb', files],
  ]),
  notifiers: new Map([['slack', slack]]),
}

export interface Around {
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
}

export function load(text: string, around: Around = {}, previous?: LoadedConfig): Promise<LoadedConfig> {
  const there: Readonly<Record<string, string>> = { 'etc/meshwatch.yaml': text, ...around.files }
  const readFile = async (path: string): Promise<string> => there[path] ?? given.readFile(path)
  return loadConfig('etc/meshwatch.yaml', { ...given, env: around.env ?? {}, readFile }, previous)
}

/** The findings as a person sees them; empty when the configuration is good. */
export async function problems(text: string, around?: Around): Promise<readonly string[]> {
  return (await load(text, around)).diagnostics.map(formatDiagnostic)
}
