/** What a reader copies works: YAML in documents parses, and what is a configuration or a contract is a good one. */
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { loadConfig } from '../../src/config/load-config.ts'
import { CONNECTORS } from '../../src/connectors/registry.ts'
import { readContract } from '../../src/contracts/odcs/read-contract.ts'
import { formatDiagnostic } from '../../src/core/diagnostic.ts'
import type { Factory } from '../../src/core/factory.ts'
import { NOTIFIERS } from '../../src/notifiers/registry.ts'
import { yamlNamed } from './rules/documents.ts'
import { filesLike, read } from './rules/repository.ts'

const CONFIG_KEYS = ['registry', 'store', 'sources', 'domains', 'notifiers', 'http', 'defaults']
const documents = filesLike(/^[^/]+\.md$|^(docs|src|monitors|dashboards)\/.*\.md$/)
const files = filesLike(/^(compose|dashboards)\/.*\.ya?ml$|^[^/]+\.ya?ml$/)
const examples = [...documents.flatMap((document) => yamlNamed(document).map((text) => ({ path: document.path, text }))), ...files]

const kinds = (factories: Readonly<Record<string, Factory<unknown, unknown>>>) =>
  new Map(Object.entries(factories).map(([kind, { config }]) => [kind, config]))

/** Every variable that is named is set, and every file that is named is there. */
async function configFindings(text: string): Promise<readonly string[]> {
  const env = Object.fromEntries([...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => [name, 'https://example.com']))
  const readFile = async (path: string) => (path === 'meshwatch.yaml' ? text : 'x')
  const outside = { env, readFile, sources: kinds(CONNECTORS), notifiers: kinds(NOTIFIERS) }
  return (await loadConfig('meshwatch.yaml', outside)).diagnostics.map(formatDiagnostic)
}

async function findings(text: string): Promise<readonly string[]> {
  const tree = parseDocument(text)
  if (tree.errors.length > 0) return tree.errors.map(({ message }) => message)
  const value: unknown = tree.toJS()
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  const is = (section: string, type: unknown) => (type as string) in (section === 'sources' ? CONNECTORS : NOTIFIERS)
  if (keys.includes('apiVersion') && keys.includes('kind') && keys.includes('id'))
    return readContract(text, 'contract')
      .diagnostics.filter(({ severity }) => severity === 'error')
      .map(formatDiagnostic)
  if (keys[0] === 'type') {
    const { type } = value as { readonly type: unknown }
    const section = ['sources', 'notifiers'].find((name) => is(name, type))
    return section === undefined ? [`no adapter is of type ${String(type)}`] : configFindings(`${section}:\n  one: ${text}`)
  }
  return keys.length > 0 && keys.every((key) => CONFIG_KEYS.includes(key)) ? configFindings(text) : []
}

describe('YAML to copy', () => {
  test('is good', async () => {
    expect(examples.length).toBeGreaterThan(10)
    const told = await Promise.all(examples.map(async ({ path, text }) => (await findings(text)).map((line) => `${path}: ${line}`)))
    expect(told.flat()).toEqual([])
  })

  test.each([
    ...Object.keys(CONNECTORS).map((kind) => [`src/connectors/${kind}/README.md`, kind]),
    ...Object.keys(NOTIFIERS).map((kind) => [`src/notifiers/${kind}/README.md`, kind]),
  ])('%s shows an entry of its type', (path, kind) => {
    const shown = yamlNamed({ path, text: read(path) })
    expect(shown.map((text) => /\btype: (\w+)/.exec(text)?.[1])).toContain(kind)
  })

  test('it notices what does not work', async () => {
    expect(await findings(`{ type: slack, token: \${SLACK_TOKEN} }`)).not.toEqual([])
    expect(await findings('{ type: slack, tokn: x }')).not.toEqual([])
    expect(await findings('{ type: pigeon }')).toEqual(['no adapter is of type pigeon'])
    expect(await findings('sources:\n  a: { kind: local, path: x }\n')).not.toEqual([])
    expect(await findings('apiVersion: v3.1.0\nkind: DataContract\nid: x\n')).not.toEqual([])
    expect(yamlNamed({ path: 'a.md', text: 'so: `{ type: x }`\n```yaml\na: 1\n```\n```sh\nb\n```\n' })).toEqual(['a: 1\n', '{ type: x }'])
  })
})
