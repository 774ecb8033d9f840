import { expect, test } from 'vitest'
import { ALLOWED, forbiddenGlobals, isAllowed } from './rules/forbidden-globals.ts'
import { filesLike, paths } from './rules/repository.ts'

test('time, network, environment and randomness are taken from the machine only where that is decided', () => {
  const others = filesLike(/^src\/.*\.ts$/).filter(({ path }) => !isAllowed(path))
  expect(others.flatMap(forbiddenGlobals)).toEqual([])
})

test('the list of exceptions names nothing that is gone', () => {
  const entries = Object.keys(ALLOWED).filter((entry) => entry !== 'src/app.ts' && entry !== 'src/main.ts')
  expect(entries.filter((entry) => !paths.some((path) => path === entry || path.startsWith(entry)))).toEqual([])
})

test.each([
  ['const t = Date.now()', 'Date.now'],
  ['const t = new Date()', 'new Date()'],
  ['const t = Date()', 'Date()'],
  ['const t = Temporal.Now.instant()', 'Temporal.Now'],
  ['setTimeout(() => {}, 1)', 'setTimeout'],
  ['const wait = (f: () => void) => setInterval(f, 1)', 'setInterval'],
  ['const start = { timer: setTimeout }', 'setTimeout'],
  [`globalThis['set' + 'Timeout'](f)`, 'globalThis'],
  [`import { setTimeout as sleep } from 'node:timers/promises'`, 'node:timers/promises'],
  ['const home = (process.env as Record<string, string>).HOME', 'process.env'],
  [`import { env } from 'node:process'`, 'node:process'],
  ['const dice = Math.random()', 'Math.random'],
  ['const id = crypto.randomUUID()', 'randomUUID'],
  [`import { randomBytes as dice } from 'node:crypto'`, 'randomBytes'],
  [`const page = await fetch('http://localhost')`, 'fetch'],
])('it notices %s', (text, what) => {
  expect(forbiddenGlobals({ path: 'src/core/a.ts', text })).toEqual([`src/core/a.ts: ${what}`])
})

test.each([
  'const day = new Date(0)',
  'const page = (fetch: typeof globalThis.fetch) => fetch("/")',
  'const page = ({ fetch, timers: { setTimeout = later } }: Given) => setTimeout(fetch, 1)',
  'interface Clock { setTimeout(f: () => void): void }',
  'export const wait = (clock: Clock) => clock.setTimeout(() => {})',
  'const clock = { fetch: other }',
  '// Date.now() is not for here, nor is setTimeout',
  `import { createHash } from 'node:crypto'`,
  'const text = "process.env"',
])('it accepts %s', (text) => {
  expect(forbiddenGlobals({ path: 'src/core/a.ts', text })).toEqual([])
})
