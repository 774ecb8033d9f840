import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandsNamed, pathsNamed, scriptsNamed } from './rules/documents.ts'
import { filesLike, read, root } from './rules/repository.ts'

const documents = filesLike(/^(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md$|^(docs|monitors|src|dashboards)\/.*\.md$/)
const cli = existsSync(join(root, 'src/main.ts'))
const helps = new Map<string, string>()

/** The help text of a command, '' being the program; undefined when there is no such command. */
function helpOf(command: string): string | undefined {
  const known = helps.get(command)
  if (known !== undefined) return known
  if (command !== '' && !new RegExp(`^ +${command}\\b`, 'm').test(helpOf('') ?? '')) return undefined
  const args = command === '' ? ['--help'] : [command, '--help']
  const run = spawnSync(process.execPath, [join(root, 'src/main.ts'), ...args], { cwd: root, encoding: 'utf8' })
  if (run.status !== 0) return undefined
  helps.set(command, run.stdout)
  return run.stdout
}

function unknownCommands(text: string, path = 'README.md'): readonly string[] {
  return commandsNamed({ path, text }).flatMap(({ name, options }) => {
    const help = helpOf(name)
    if (help === undefined) return [`${path}: meshwatch ${name}`]
    const all = `${help} ${helpOf('')} --help --version`
    return options.filter((option) => !new RegExp(`${option}(?![\\w-])`).test(all)).map((option) => `${path}: meshwatch ${name} ${option}`)
  })
}

function missingPaths(text: string, path = 'README.md'): readonly string[] {
  return pathsNamed({ path, text })
    .filter((name) => !existsSync(join(root, name)) && globSync(name, { cwd: root }).length === 0)
    .map((name) => `${path}: ${name}`)
}

function missingScripts(text: string, path = 'README.md'): readonly string[] {
  const { scripts } = JSON.parse(read('package.json'))
  return scriptsNamed({ path, text })
    .filter((name) => !(name in scripts))
    .map((name) => `${path}: npm run ${name}`)
}

describe('documents', () => {
  test('name only paths that exist', () => {
    expect(documents.flatMap(({ path, text }) => missingPaths(text, path))).toEqual([])
  })

  test('name only npm scripts that exist', () => {
    expect(documents.flatMap(({ path, text }) => missingScripts(text, path))).toEqual([])
  })

  test.runIf(cli)('name only commands and options that the help names', { timeout: 60_000 }, () => {
    expect(helpOf('')).toContain('meshwatch')
    expect(documents.flatMap(({ path, text }) => unknownCommands(text, path))).toEqual([])
  })

  test('it notices a path that is gone', () => {
    expect(
      missingPaths(
        'see `src/core/gone.ts`, `tests/house/`, `tests/house/rules/<name>.ts`, [here](docs/gone.md) and [there](https://x.org)',
      ),
    ).toEqual(['README.md: src/core/gone.ts', 'README.md: docs/gone.md'])
    expect(missingPaths('[up](../../package.json), [down](gone/)', 'docs/adr/a.md')).toEqual(['docs/adr/a.md: docs/adr/gone/'])
  })

  test('it notices a script that is gone', () => {
    expect(missingScripts('run `npm run gone`\n```sh\nnpm run test && npm run --silent lost\n```\nnpm run prose')).toEqual([
      'README.md: npm run lost',
      'README.md: npm run gone',
    ])
  })

  test.runIf(cli)('it notices a command and an option that are gone', { timeout: 60_000 }, () => {
    expect(
      unknownCommands('```sh\n$ meshwatch gone --help\nnpx meshwatch check --format json --gone yes | jq\n```\nmeshwatch sleeps'),
    ).toEqual(['README.md: meshwatch gone', 'README.md: meshwatch check --gone'])
  })
})

test.runIf(existsSync(join(root, 'docs/reference/errors.md')))(
  'every error code has its place in the reference, and the reference lists no others',
  async () => {
    const { ERRORS } = await import('../../src/core/errors.ts')
    const listed = [...read('docs/reference/errors.md').matchAll(/^#+ `?([A-Z][A-Z_]+)`?|^\| *`?([A-Z][A-Z_]+)`? *\|/gm)].map(
      ([, heading, cell]) => heading ?? cell,
    )
    expect(listed.sort()).toEqual(Object.keys(ERRORS).sort())
  },
)
