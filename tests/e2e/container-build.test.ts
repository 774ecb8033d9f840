import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildStage, cleanEnvironment, type Stage, stagesOf } from '../support/dockerfile.ts'

const root = join(import.meta.dirname, '../..')
const stages = stagesOf(readFileSync(join(root, 'Dockerfile'), 'utf8'))
const image = stages.at(-1) as Stage
const settings = new Map(image.steps.map(({ word, rest }) => [word, rest]))

/** The only command that is not npm's: it needs the image's own user, and so it is not run here. */
const STATE_FOLDER = 'install -d -o node -g node /var/lib/meshwatch'

describe('the image', () => {
  test('runs no command that this test does not know', () => {
    const commands = stages.flatMap(({ steps }) => steps.flatMap(({ word, rest }) => (word === 'RUN' ? [rest] : [])))
    expect(commands.filter((command) => !command.startsWith('npm '))).toEqual([STATE_FOLDER])
  })

  test('runs as a user without rights and keeps its state in a volume', () => {
    expect(settings.get('USER')).toBe('node')
    expect(settings.get('VOLUME')).toBe('/var/lib/meshwatch')
    expect(image.steps.flatMap(({ word, rest }) => (word === 'ENV' ? [rest] : []))).toEqual(['NODE_ENV=production'])
  })

  test('gets nothing from the checkout that .dockerignore does not let through', () => {
    const allowed = readFileSync(join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
    const sources = stages.flatMap(({ steps }) => steps.filter(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from')))
    const needed = sources.flatMap(({ rest }) => rest.split(' ').slice(0, -1)).map((path) => `!${path.split('/')[0]}`)
    expect([...new Set(needed)].sort()).toEqual(allowed.sort())
  })

  test('is healthy as long as /live answers', async () => {
    const command: readonly string[] = JSON.parse(/CMD (\[.*\])/.exec(settings.get('HEALTHCHECK') ?? '')?.[1] ?? '[]')
    const server = createServer((request, response) => response.writeHead(request.url === '/live' ? 200 : 500).end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const check = async (): Promise<number> => {
      const [status] = await once(
        spawn(
          process.execPath,
          command.slice(1).map((arg) => arg.replace('9464', String(port))),
        ),
        'exit',
      )
      return status
    }
    expect(command[0]).toBe('node')
    expect(await check()).toBe(0)
    server.close()
    await once(server, 'close')
    expect(await check()).toBe(1)
  })
})

describe('the commands of the Dockerfile, run in a clean folder', () => {
  const world = mkdtempSync(join(tmpdir(), 'meshwatch-image-'))
  let app = ''

  const start = (...args: string[]): SpawnSyncReturns<string> => {
    const entry: readonly string[] = JSON.parse(settings.get('ENTRYPOINT') ?? '[]')
    const [program = '', ...rest] = entry.map((part) => part.replace(/^\/app\b/, app))
    return spawnSync(program, [...rest, ...args], { cwd: world, env: cleanEnvironment(), encoding: 'utf8' })
  }

  beforeAll(() => {
    for (const stage of stages)
      app = join(
        buildStage(stage, root, world, (command) => command.startsWith('npm ')),
        'app',
      )
  }, 180_000)
  afterAll(() => rmSync(world, { recursive: true, force: true }))

  test('build a program that knows its version and its commands', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(start('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' })
    expect(start('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('validate') })
  })

  test('build a package that can be run and imported by its name', () => {
    const main = join(app, 'dist/main.js')
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env -S node /)
    expect(statSync(main).mode & 0o111).toBe(0o111)
    const script = `import { openMesh } from 'meshwatch'; console.log(typeof openMesh)`
    const run = spawnSync('node', ['--input-type=module', '-e', script], { cwd: app, env: cleanEnvironment(), encoding: 'utf8' })
    expect(run).toMatchObject({ stdout: 'function\n', stderr: '' })
    expect(existsSync(join(app, 'dist/index.d.ts'))).toBe(true)
  })

  test('leave out what only builds and tests', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    // Types may also come along with a package that runs.
    const tools = Object.keys(devDependencies).filter((name) => !name.startsWith('@types/'))
    expect(tools.filter((name) => existsSync(join(app, 'node_modules', name)))).toEqual([])
    expect(globSync('dist/**/*.ts', { cwd: app }).filter((path) => !path.endsWith('.d.ts'))).toEqual([])
  })
})
