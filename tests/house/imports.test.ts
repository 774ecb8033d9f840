import { describe, expect, test } from 'vitest'
import { importCycles, layerFaults } from './rules/imports.ts'
import { filesLike } from './rules/repository.ts'

const source = (path: string, text: string) => ({ path, text })
const sources = filesLike(/^src\/.*\.ts$/)

describe('layers', () => {
  test('imports in src go one way', () => {
    expect(layerFaults(sources)).toEqual([])
  })

  test.each([
    ['a lower layer importing a higher one', 'src/core/a.ts', `import { b } from '../engine/b.ts'`],
    ['the same, for a type', 'src/detect/a.ts', `import type { B } from '../checks/b.ts'`],
    ['the same, as a type written in place', 'src/detect/a.ts', `type B = import('../checks/b.ts').B`],
    ['the same, loaded later', 'src/detect/a.ts', `const b = () => import('../checks/b.ts')`],
    ['the same, exported on', 'src/detect/a.ts', `export type { B } from '../checks/b.ts'`],
    ['neighbours', 'src/contracts/a.ts', `import { b } from '../detect/b.ts'`],
    ['one adapter importing another', 'src/connectors/postgres/a.ts', `import { b } from '../duckdb/b.ts'`],
    ['a plug-in known outside of its registry', 'src/surface/a.ts', `import { b } from '../connectors/duckdb/b.ts'`],
    ['the engine reaching for an adapter', 'src/engine/a.ts', `import { b } from '../store/b.ts'`],
    ['an import that leaves src', 'src/surface/a.ts', `import { b } from '../../tests/b.ts'`],
    ['a package in the core', 'src/core/a.ts', `import { z } from 'zod'`],
    ['the machine in a pure layer', 'src/sla/a.ts', `import { readFileSync } from 'node:fs'`],
    ['a layer nobody decided on', 'src/things/a.ts', ''],
    ['the composition root reaching for an entry', 'src/app.ts', `import { main } from './main.ts'`],
  ])('it notices %s', (_, path, text) => {
    expect(layerFaults([source(path, text)])).toHaveLength(1)
  })

  test.each([
    ['src/engine/a.ts', `import type { B } from '../core/b.ts'`],
    ['src/core/a.ts', `import { Temporal } from 'temporal-polyfill'\nimport type { ZodType } from 'zod'`],
    ['src/connectors/registry.ts', `import { b } from './postgres/b.ts'`],
    ['src/connectors/postgres/a.ts', `import { b } from './b.ts'\nimport { c } from '../c.ts'`],
    ['src/app.ts', `const b = () => import('./connectors/postgres/b.ts')`],
    ['src/main.ts', `import { run } from './surface/cli/run.ts'`],
  ])('it accepts what %s may do', (path, text) => {
    expect(layerFaults([source(path, text)])).toEqual([])
  })
})

describe('cycles', () => {
  test('no file of src imports itself by a detour', () => {
    expect(importCycles(sources)).toEqual([])
  })

  test('it notices a circle made of types alone', () => {
    const circle = [
      source('src/core/a.ts', `import type { B } from './b.ts'`),
      source('src/core/b.ts', `export * from './c.ts'`),
      source('src/core/c.ts', `import { a } from './a.ts'`),
    ]
    expect(importCycles(circle)).toEqual(['src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts'])
    expect(importCycles(circle.slice(0, 2))).toEqual([])
  })
})
