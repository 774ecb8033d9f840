import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loosePins } from './rules/package.ts'
import { machinePaths, namesBesideCheckout } from './rules/places.ts'
import { filesLike, paths, read, root } from './rules/repository.ts'

const manifest = JSON.parse(read('package.json'))
const TEXT = /\.(ts|mjs|json|jsonc|ya?ml|md|toml|sql|html|css)$|(^|\/)(Dockerfile|run|\.\w+ignore)$/

describe('the package', () => {
  test('pins every dependency to one version', () => {
    expect(loosePins(manifest)).toEqual([])
    expect(loosePins(JSON.parse(read('tools/node-runtime/package.json')))).toEqual([])
  })

  test('it notices ranges, tags and addresses', () => {
    const dependencies = {
      a: '^1.0.0',
      b: '1.x',
      c: 'latest',
      d: 'git+https://example.com/d.git',
      e: '>=1.0.0',
      f: '1.0.0',
      g: '1.5.5-r.5',
    }
    expect(loosePins({ dependencies }).map((pin) => pin[0])).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('is free software, and says so in both places', () => {
    expect(manifest.license).toBe('Apache-2.0')
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0/)
  })

  test('locks what it pins, without naming the registry it came from', () => {
    const lock = JSON.parse(read('package-lock.json'))
    expect(lock.packages[''].dependencies).toEqual(manifest.dependencies)
    expect(lock.packages[''].devDependencies).toEqual(manifest.devDependencies)
    expect(read('package-lock.json')).not.toMatch(/https?:\/\/[^"]*\.tgz/)
  })

  test('tells someone whose Node is too old what to do', () => {
    const guard = join(root, 'tools/check-node.mjs')
    const older = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); import(${JSON.stringify(guard)})`
    const refused = spawnSync(process.execPath, ['-e', older], { encoding: 'utf8' })
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('this is Node 20.20.2') })
    expect(refused.stderr).toContain('npm ci')
    expect(spawnSync(process.execPath, [guard], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('places', () => {
  const files = filesLike(TEXT)

  test('no file knows the machine it was written on', () => {
    expect(files.filter(({ path }) => path !== 'tests/house/package.test.ts').flatMap(machinePaths)).toEqual([])
  })

  test('only tests and the bench know what lies beside the checkout', () => {
    expect(paths).toContain('package.json')
    expect(files.filter(({ path }) => !/^(tests|bench)\//.test(path)).flatMap(namesBesideCheckout)).toEqual([])
  })

  test('it notices both', () => {
    const text = ['see /home/ada/meshwatch', 'https://example.com/home/ada', '/usr/lib/postgresql', '`../shared/data`'].join('\n')
    expect(machinePaths({ path: 'a.md', text })).toEqual(['a.md:1: /home/ada'])
    expect(namesBesideCheckout({ path: 'a.md', text })).toEqual(['a.md:4: ../shared'])
  })
})
