/** The guide for beginners, followed to the letter, up to the message in Slack and its end; and the contract of the README. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { makePlace } from '../support/program.ts'
import { startStrictSlack } from '../support/strict-slack.ts'

const root = join(import.meta.dirname, '../..')
const fencesOf = (path: string) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, kind = '', text = '']) => ({ kind, text }))

test('the guide leads from nothing to a message, and to its end', { timeout: 90_000 }, async () => {
  const slack = await startStrictSlack({ channels: ['shop-data'] })
  onTestFinished(() => slack.close())
  const place = makePlace({})
  const mesh = (path: string) => `my-mesh/${path}`
  const steps = fencesOf('docs/guides/getting-started.md').filter(({ text }) => !text.startsWith('npm ci'))
  expect(steps.map(({ kind }) => kind)).toEqual(['sh', 'yaml', 'sh', 'sh', 'sh', 'sh', 'sh'])
  const [something, config, draft, look, tell, run, deliver] = steps.map(({ text }) => text)
  expect(place.shell(something ?? '')).toMatchObject({ status: 0, err: '' })
  const [, file = ''] = /^# (\S+)\n/.exec(config ?? '') ?? []
  place.write(mesh(file), config ?? '')
  expect(place.shell(`cd my-mesh\n${draft}`)).toMatchObject({ status: 0, err: 'wrote monitors/shop/orders.odcs.yaml\n' })
  const looked = place.shell(`cd my-mesh\n${look}`)
  expect(looked).toMatchObject({ status: 0, err: '', out: expect.stringMatching(/^1 product, \d+ checks; 0 errors, 0 warnings/) })
  expect(place.shell(`cd my-mesh\n${tell}`)).toMatchObject({ status: 0, err: '' })
  expect(run?.trim()).toBe('meshwatch run')

  place.write(mesh('meshwatch.yaml'), `${place.read(mesh('meshwatch.yaml'))}http: { port: 0 }\n`)
  const daemon = place.start(['run', '--config', mesh('meshwatch.yaml')], { SLACK_TOKEN: 'xoxb-any', SLACK_API_URL: slack.apiUrl })
  const posted = await until(() => slack.accepted.find(({ method }) => method === 'chat.postMessage'))
  expect(posted.args.text).toMatch(/shop\.orders\/orders.*late/)
  expect(place.shell(`cd my-mesh\n${deliver}`)).toMatchObject({ status: 0 })
  const edited = await until(() => slack.accepted.find(({ method, args }) => method === 'chat.update' && /^Resolved/.test(args.text ?? '')))
  expect(edited.args.ts).toBe(posted.answer.ts)
  expect((await daemon.end('SIGTERM')).status).toBe(0)
})

test('the contract of the README is one that can be watched', { timeout: 30_000 }, () => {
  const [contract] = fencesOf('README.md').filter(({ kind }) => kind === 'yaml')
  const place = makePlace({
    'meshwatch.yaml': 'sources:\n  warehouse: { type: postgres, database: shop, user: reader }\ndomains:\n  shop: { team: Shop }\n',
    'monitors/shop/orders.odcs.yaml': contract?.text ?? '',
  })
  const { status, out } = place.run(['validate', '--format', 'json'])
  expect(status).toBe(0)
  const { products } = JSON.parse(out)
  const kinds = new Set(products[0].checks.map((check: string) => check.split('/')[2]))
  expect([...kinds].sort()).toEqual(['distribution', 'freshness', 'quality', 'schema', 'volume'])
})

async function until<T>(look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const seen = look()
    if (seen !== undefined) return seen
    await sleep(100)
  }
  throw new Error('it did not come to that within a minute')
}
