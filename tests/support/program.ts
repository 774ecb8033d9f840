/** The program as people and machines run it: a child process in a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

export const PROGRAM = join(import.meta.dirname, '../../src/main.ts')

export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly child: ChildProcess
  err(): string
  /** Waits until standard error holds this, and answers it whole. */
  says(words: string): Promise<string>
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ran>
  ended(): Promise<Ran>
}

/** Processes share what the first of them compiled, and start in half the time. */
const COMPILED = join(tmpdir(), 'meshwatch-tests-compiled')

/** A temporary folder with these files, gone when the test is over. */
export function makePlace(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'meshwatch-cli-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const at = (path: string): string => join(root, path)
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_COMPILE_CACHE: COMPILED,
    ...more,
  })
  return {
    root,
    at,
    write,
    read: (path: string): string => readFileSync(at(path), 'utf8'),
    run(args: readonly string[], more?: NodeJS.ProcessEnv): Ran {
      const done = spawnSync(process.execPath, [PROGRAM, ...args], { cwd: root, env: env(more), encoding: 'utf8', timeout: 60_000 })
      return { status: done.status, out: done.stdout, err: done.stderr }
    },
    start(args: readonly string[], more?: NodeJS.ProcessEnv): Running {
      return follow(spawn(process.execPath, [PROGRAM, ...args], { cwd: root, env: env(more), stdio: ['ignore', 'pipe', 'pipe'] }))
    },
    /** A line for the shell, in which `meshwatch` is the program. */
    shell(line: string): Ran {
      const words = `meshwatch() { "${process.execPath}" "${PROGRAM}" "$@"; }; ${line}`
      const done = spawnSync('bash', ['-c', words], { cwd: root, env: env(), encoding: 'utf8', timeout: 60_000 })
      return { status: done.status, out: done.stdout, err: done.stderr }
    },
  }
}

function follow(child: ChildProcess): Running {
  let [out, err] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    out += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    err += text
  })
  const over = once(child, 'close').then(([status]): Ran => ({ status, out, err }))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await over
  })
  return {
    child,
    err: () => err,
    async says(words) {
      for (let tries = 0; tries < 300 && !err.includes(words); tries++) await sleep(50)
      if (!err.includes(words)) throw new Error(`it never said ${words}: ${err}`)
      return err
    },
    async end(signal) {
      child.kill(signal)
      return over
    },
    ended: () => over,
  }
}
