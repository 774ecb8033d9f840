/** The process around the command line: streams, signals, files, log. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { pino } from 'pino'
import { kindsOf, NO_EVENTS, openApp, openSource, realWorld, type World } from './app.ts'
import { type Deadline, MINUTE, type Millis } from './core/calendar/time.ts'
import { MeshError } from './core/errors.ts'
import type { Log } from './core/factory.ts'
import { runDaemon } from './daemon.ts'
import { runDemo } from './demo.ts'
import { loadMesh, UnusableFiles } from './load-mesh.ts'
import { createPaint } from './surface/cli/paint.ts'
import { runProgram } from './surface/cli/program.ts'
import type { Shell } from './surface/cli/shell.ts'
import { systemClock } from './system.ts'
import { version } from './version.ts'

export async function runMain(argv: readonly string[]): Promise<number> {
  // Node asks the system at each look into process.env, and the YAML reader looks once a token.
  process.env = { ...process.env }
  const control = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => control.abort(new Error(signal)))
  // Whoever read the answer may have seen enough of it (`| head -1`), and a closed terminal hears no complaints.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error) => {
      if (codeOf(error) !== 'EPIPE') throw error
      control.abort(error)
    })
  return runProgram(argv, version, createShell(control.signal))
}

function createShell(cancel: AbortSignal): Shell {
  const quiet = realWorld(createLog('warn'))
  return {
    out: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    err: (text) => void process.stderr.write(text),
    paint: createPaint(process.stdout.isTTY && process.env.NO_COLOR === undefined),
    watched: process.stderr.isTTY,
    cancel,
    user: userName(),
    open: (config, mode) => openApp(config, { mode: mode ?? 'reader', world: quiet, events: NO_EVENTS }),
    load: (config) => load(config, quiet),
    connect: (config, source) => openSource(config, source, quiet),
    run: (config) =>
      runDaemon(config, {
        world: realWorld(createLog(process.env.MESHWATCH_LOG ?? 'info')),
        cancel,
        reloadOn: (wake) => process.on('SIGHUP', wake),
      }),
    demo: (options) => runDemo({ ...options, world: quiet, cancel, out: (text) => void process.stdout.write(`${text}\n`) }),
    deadline: () => deadlineIn(LOOK, cancel),
    readFile: (path) => readFile(path, 'utf8').catch((error: unknown) => Promise.reject(unreadable(path, error))),
    writeNew,
  }
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'somebody at the command line'
  }
}

async function writeNew(path: string, text: string): Promise<boolean> {
  const refuse = (error: unknown): never => {
    throw new MeshError('USAGE', `${path} cannot be written: ${codeOf(error)}.`, 'Check the folder and its permissions.', { cause: error })
  }
  await mkdir(dirname(path), { recursive: true }).catch(refuse)
  try {
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    return codeOf(error) === 'EEXIST' ? false : refuse(error)
  }
}

/** The longest that `init` waits for a source. */
const LOOK: Millis = MINUTE

function deadlineIn(length: Millis, cancel: AbortSignal): Deadline {
  const at = systemClock.now() + length
  return { at, signal: AbortSignal.any([cancel, AbortSignal.timeout(length)]), left: () => Math.max(0, at - systemClock.now()) }
}

async function load(path: string, world: World) {
  try {
    const { registry, diagnostics } = await loadMesh(path, kindsOf(world))
    return { mesh: registry.mesh, diagnostics }
  } catch (error) {
    if (error instanceof UnusableFiles) return { diagnostics: error.diagnostics }
    throw error
  }
}

/** JSON lines on standard error: standard output belongs to answers. */
function createLog(level: string): Log {
  const log = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (name) => ({ level: name }) } },
    pino.destination({ fd: 2, sync: true }),
  )
  const write = (name: keyof Log) => (message: string, fields?: Readonly<Record<string, unknown>>) =>
    fields ? log[name](fields, message) : log[name](message)
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }
}

function unreadable(path: string, error: unknown): MeshError {
  return new MeshError('USAGE', `${path} cannot be read: ${codeOf(error)}.`, 'Check the name and the permissions.', { cause: error })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
