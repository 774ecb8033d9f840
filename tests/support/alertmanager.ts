/** A real Alertmanager. A suite that needs it is declared with `describe.skipIf(noAlertmanager)`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'
import { lacks } from './needs.ts'

const path = findProgram('prometheus-alertmanager') ?? findProgram('alertmanager')

export const noAlertmanager: boolean = lacks('Alertmanager', path !== undefined, 'apt-get install prometheus-alertmanager')

export interface KnownAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly generatorURL: string
}

export interface Alertmanager {
  readonly url: string
  /** What it takes for active: an alert that is over is not in its list. */
  alerts(): Promise<readonly KnownAlert[]>
  stop(): Promise<void>
}

/** It passes firing and ended alerts on to `webhook`, half a second after they came. */
export async function startAlertmanager(webhook?: string): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), 'meshwatch-alertmanager-'))
  const config = join(folder, 'alertmanager.yml')
  const receiver = { name: 'all', webhook_configs: webhook === undefined ? [] : [{ url: webhook, send_resolved: true }] }
  const route = { receiver: 'all', group_by: ['incident'], group_wait: '500ms', group_interval: '1s' }
  writeFileSync(config, JSON.stringify({ route, receivers: [receiver] }))
  const address = `127.0.0.1:${await freePort()}`
  const flags = [`--config.file=${config}`, `--storage.path=${join(folder, 'data')}`, `--web.listen-address=${address}`]
  const server = spawn(path ?? '', [...flags, '--cluster.listen-address=', '--log.level=error'], { stdio: 'ignore' })
  const url = `http://${address}`
  const stop = async () => {
    server.kill('SIGKILL')
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
    rmSync(folder, { recursive: true })
  }
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  for (let tries = 0; !(await isReady()); tries++) {
    if (tries === 100) {
      await stop()
      throw new Error('Alertmanager is not ready after 10 s')
    }
    await sleep(100)
  }
  const alerts = async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly KnownAlert[]
  return { url, alerts, stop }
}
