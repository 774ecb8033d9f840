/** The first steps of somebody who has no receiver yet: the daemon prints what it would tell. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { CONFIG, makeShop } from '../support/shop.ts'

test('the daemon prints to its standard output what it found, and nothing else', { timeout: 60_000 }, async () => {
  // The newest order is older than an hour, whenever this runs.
  const place = makeShop({ 'meshwatch.yaml': `${CONFIG}notifiers:\n  here: { type: console }\n` })
  const running = place.start(['run'])
  let out = ''
  running.child.stdout?.on('data', (text) => {
    out += text
  })
  for (let tries = 0; tries < 300 && !out.includes('Incident'); tries++) await sleep(100)
  const { err } = await running.end('SIGTERM')
  expect(out, err).toMatch(/ Opened \[\w+\] Open \(\w+\): shop\.orders\/orders: data is late/)
  const lines = out.trimEnd().split('\n')
  expect(lines.filter((line) => !/^\d{4}-\d\d-\d\dT[\d:.]+Z \w[\w ]* \[\w+\] /.test(line))).toEqual([])
})
