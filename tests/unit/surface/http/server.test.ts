import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { HttpConfig } from '../../../../src/config/config.ts'
import { startHttp } from '../../../../src/surface/http/server.ts'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'
import { type FakeDaemon, fakeDaemon } from './daemon.ts'

test('listens on loopback, at a port of the system where none is named', async () => {
  const { url } = await listening()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const answer = await fetch(`${url}/live`)
  expect(await answer.json()).toEqual({ live: true, scheduler: true, dispatcher: true })
})

test('a port that is taken is said in words, with what to do', async () => {
  const { url } = await listening()
  await expect(listening({ port: Number(new URL(url).port) })).rejects.toMatchObject({
    code: 'ADDRESS_UNUSABLE',
    message: expect.stringContaining('another program listens there'),
    hint: expect.stringContaining('http.port'),
  })
})

test('an address that this machine has not is said in words', async () => {
  await expect(listening({ host: '192.0.2.1' })).rejects.toMatchObject({
    code: 'ADDRESS_UNUSABLE',
    message: expect.stringContaining('no such address'),
  })
})

test('a header longer than any caller needs is refused', async () => {
  const { url } = await listening()
  const answer = await fetch(`${url}/live`, { headers: { 'x-long': 'x'.repeat(20_000) } })
  expect(answer.status).toBe(431)
})

test('a name that a browser was tricked into gets nothing', async () => {
  const { url } = await listening()
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.end(`GET /api/v1/products HTTP/1.1\r\nHost: rebound.example.com:${port}\r\nConnection: close\r\n\r\n`)
  const [head] = await once(socket, 'data')
  expect(String(head)).toMatch(/^HTTP\/1\.1 401 /)
})

test('what is being asked when it closes is still answered; after that nobody is', async () => {
  const { url, daemon, close } = await listening()
  let answerNow = () => {}
  const asked = new Promise<void>((resolve) => {
    daemon.view.incidents = async () => {
      resolve()
      await new Promise<void>((go) => {
        answerNow = go
      })
      return []
    }
  })
  const answer = fetch(`${url}/api/v1/incidents`)
  await asked
  const closed = close()
  answerNow()
  expect(await (await answer).json()).toEqual({ incidents: [] })
  await closed
  await expect(fetch(`${url}/live`)).rejects.toThrow()
})

test('a caller who never finishes does not keep it open', async () => {
  const { url, close } = await listening()
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write('GET /live HTTP/1.1\r\nHost: localhost\r\n')
  const hungUp = once(socket, 'close')
  await close()
  await hungUp
})

async function listening(http: Partial<HttpConfig> = {}) {
  const daemon: FakeDaemon = await fakeDaemon(http)
  const { url, close } = await startHttp(daemon.view, createMetrics(daemon.view))
  let ended: Promise<void> | undefined
  const closeOnce = () => {
    ended ??= close()
    return ended
  }
  onTestFinished(closeOnce)
  return { url, daemon, close: closeOnce }
}
