import { describe, expect, test } from 'vitest'
import { crowdedFolders, nameFaults, sizeFaults, unfinished } from './rules/names-and-sizes.ts'
import { filesLike } from './rules/repository.ts'

const code = filesLike(/^(src|tests|bench|tools)\/.*\.(ts|mjs)$/)
const codePaths = code.map(({ path }) => path)
const lines = (count: number) => ({ path: `src/core/a${count}.ts`, text: 'x\n'.repeat(count) })

describe('names', () => {
  test('files and folders are named in kebab-case for their topic', () => {
    expect(nameFaults(codePaths)).toEqual([])
  })

  test('it notices names of another shape, and names that say nothing', () => {
    expect(nameFaults(['src/core/wallTime.ts', 'src/Core/time.ts', 'src/core/wall_time.ts', 'src/core/time.old.ts'])).toHaveLength(4)
    expect(nameFaults(['src/core/utils.ts', 'src/common/time.ts', 'tests/test-helpers.test.ts', 'src/store/base.ts'])).toHaveLength(4)
    expect(nameFaults(['src/core/wall-time.ts', 'tests/unit/core/wall-time.test.ts', 'src/surface/ui/baseline.ts'])).toEqual([])
  })
})

describe('sizes', () => {
  test('files are short', () => {
    expect(sizeFaults(code)).toEqual([])
    expect(sizeFaults(filesLike(/^src\/.*\.ts$/))).toEqual([])
  })

  test('it notices one long file, many longish files, and a middle that grew', () => {
    const short = Array.from({ length: 20 }, () => lines(10))
    expect(sizeFaults([...short, lines(501)])).toHaveLength(1)
    expect(sizeFaults([...short, lines(500)])).toEqual([])
    expect(sizeFaults([...short, ...Array.from({ length: 3 }, () => lines(300))])).toHaveLength(1)
    expect(sizeFaults([lines(10), lines(120), lines(120)])).toHaveLength(1)
    expect(sizeFaults([])).toEqual([])
  })

  test('folders can be taken in at a glance', () => {
    expect(crowdedFolders(codePaths)).toEqual([])
  })

  test('it notices the twenty-first file of a folder', () => {
    const folder = Array.from({ length: 21 }, (_, index) => `src/core/a${index}.ts`)
    expect(crowdedFolders(folder)).toHaveLength(1)
    expect(crowdedFolders(folder.slice(1))).toEqual([])
  })
})

describe('finished work', () => {
  test('nothing is left for later, and no test is switched off', () => {
    // The rule and its test have to spell out what they look for.
    expect(code.filter(({ path }) => !path.includes('/names-and-sizes.')).flatMap(unfinished)).toEqual([])
  })

  test('it notices the marks', () => {
    const text = ['// TODO: later', 'test.only("a", f)', 'describe.skip("b", f)', 'describe.skipIf(noData)("c", f)'].join('\n')
    expect(unfinished({ path: 'a.ts', text })).toEqual(['a.ts:1: TODO', 'a.ts:2: test.only', 'a.ts:3: describe.skip'])
  })
})
