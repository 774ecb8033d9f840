import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPaint } from '../../../../src/surface/cli/paint.ts'
import { runProgram } from '../../../../src/surface/cli/program.ts'
import { EXIT, type Shell } from '../../../../src/surface/cli/shell.ts'

const reference = readFileSync(join(import.meta.dirname, '../../../../docs/reference/cli.md'), 'utf8')
const COMMANDS = [
  'validate',
  'check',
  'plan',
  'incidents',
  'incident',
  'windows',
  'silences',
  'routes',
  'lineage',
  'subscriptions',
  'outbox',
  'budget',
  'why',
  'teach',
  'backtest',
  'run',
  'import',
  'init',
  'detect',
  'demo',
]

async function helpOf(...command: readonly string[]): Promise<string> {
  let said = ''
  const out = (text: string): void => {
    said += `${text}\n`
  }
  const shell = { out, err: out, paint: createPaint(false), watched: false } as Partial<Shell> as Shell
  expect(await runProgram([...command, '--help'], '0.0.0', shell)).toBe(EXIT.fine)
  return said
}

test('every command says by examples how it is used, and they name it', async () => {
  for (const command of COMMANDS) expect(await helpOf(command)).toMatch(new RegExp(`Examples:\\n {2}meshwatch ${command}\\b`))
})

test('the reference lists the commands of the help, and no others', async () => {
  const shown = [...(await helpOf()).matchAll(/^ {2}([a-z]+) (?:\[|<| {2})/gm)].map(([, name]) => name).filter((name) => name !== 'help')
  const listed = [...reference.matchAll(/^\| `meshwatch ([a-z]+)/gm)].map(([, name]) => name)
  expect(shown).toEqual(COMMANDS)
  expect(listed).toEqual(COMMANDS)
})

test('the reference lists the options of each command, as the help names them', async () => {
  const rows = [...reference.matchAll(/^\| `(-[^`]*)` \| ([a-z, ]+) \|/gm)].map(([, flags = '', of = '']) => ({
    flags,
    of: of.split(', '),
  }))
  const listed = rows.flatMap(({ flags, of }) => of.map((command) => `${command} ${flags}`))
  const shown: string[] = []
  for (const command of COMMANDS)
    for (const [, flags = ''] of (await helpOf(command)).matchAll(/^ {2}((?:-\w, )?--[a-z-]+(?: <\w+>)?) /gm))
      if (!flags.includes('--help')) shown.push(`${command} ${flags}`)
  expect(listed.sort()).toEqual(shown.sort())
})

test('the reference lists the exit codes', () => {
  const listed = [...reference.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code))
  expect(listed).toEqual(Object.values(EXIT))
})
