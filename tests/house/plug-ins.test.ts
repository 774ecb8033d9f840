import { describe, expect, test } from 'vitest'
import { plugInFaults } from './rules/plug-ins.ts'
import { filesLike } from './rules/repository.ts'

const file = (path: string, text = '') => ({ path: `src/notifiers/${path}`, text })
const like = (folder: string) => [file(`${folder}/README.md`), file(`${folder}/notifier.ts`), file(`${folder}/settings.ts`)]
const registry = (...imports: string[]) =>
  file('registry.ts', imports.map((from, index) => `import { a${index} } from '${from}'`).join('\n'))
const good = [registry('../core/notice.ts', './slack/notifier.ts', './mail/notifier.ts'), ...like('slack'), ...like('mail')]

describe('plug-ins', () => {
  test.each(['checks', 'connectors', 'notifiers'])('the folders of src/%s are those of its registry, and alike', (layer) => {
    expect(plugInFaults(layer, filesLike(new RegExp(`^src/${layer}/`)))).toEqual([])
  })

  test('it accepts folders that are alike and listed, and a layer without a registry yet', () => {
    expect(plugInFaults('notifiers', good)).toEqual([])
    expect(plugInFaults('notifiers', good.slice(1))).toEqual([])
  })

  test.each([
    ['a folder that is not listed', [...good, ...like('pager')]],
    ['a listed folder that is not there', good.slice(0, 4)],
    ['a folder without a README', good.filter(({ path }) => path !== 'src/notifiers/mail/README.md')],
    ['a README that is a manual', good.map((each) => (each.path.endsWith('slack/README.md') ? { ...each, text: 'x\n'.repeat(21) } : each))],
    [
      'a folder unlike its siblings',
      [registry('./slack/notifier.ts', './mail/notifier.ts', './hook/notifier.ts'), ...good.slice(1), ...like('hook').slice(0, 2)],
    ],
    ['entries of different names', [registry('./slack/notifier.ts', './mail/settings.ts'), ...good.slice(1)]],
  ])('it notices %s', (_, files) => {
    expect(plugInFaults('notifiers', files)).toHaveLength(1)
  })
})
