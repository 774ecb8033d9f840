import { expect, test } from 'vitest'
import { Secret } from '../../../../src/core/secret.ts'
import { createHttpApp } from '../../../../src/surface/http/http-app.ts'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'
import { incident, outboxRow } from '../../../contract/store/samples.ts'
import { fakeDaemon, NOON } from './daemon.ts'

test('a dead letter is seen, counted by reason, and replayed or dropped', async () => {
  const daemon = await fakeDaemon({ writeToken: new Secret('canary') })
  const metrics = createMetrics(daemon.view)
  metrics.attach(daemon.view)
  const app = createHttpApp(daemon.view, metrics)
  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: 'Bearer canary', 'content-type': 'application/json' }
    const answer = await app.request(`/api/v1/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }
  const due = { createdAt: NOON, notBefore: NOON }
  await daemon.judge({}, { incidents: [incident('i'), incident('j')], outbox: [outboxRow('a', 'i', due), outboxRow('b', 'j', due)] })
  for (const row of await daemon.store.claim(NOON, 1_000, 5)) await daemon.store.settle(row, { state: 'dead', at: NOON, error: 'auth: no' })
  expect((await ask('GET', 'outbox?state=dead')).body.rows).toMatchObject([
    { id: 'a', state: 'dead', receiver: 'slack', address: '#orders', transition: 'opened', lastError: 'auth: no' },
    { id: 'b' },
  ])
  expect(await metrics.render()).toContain('meshwatch_dead_letters{receiver="slack",reason="auth"} 2')
  expect(await ask('POST', 'outbox/a/replay', { by: 'Ada' })).toMatchObject({
    status: 200,
    body: { rows: [{ id: 'a', state: 'waiting' }] },
  })
  expect(await ask('DELETE', 'outbox/b?by=Ada')).toMatchObject({ status: 200, body: { id: 'b' } })
  expect((await ask('GET', 'outbox')).body.rows).toMatchObject([{ id: 'a', state: 'waiting', lastError: 'replayed: by Ada' }])
  expect(await ask('POST', 'outbox/none/replay', { by: 'Ada' })).toMatchObject({ status: 404 })
})
