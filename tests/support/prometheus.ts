/** Prometheus' own tools as judges of what we export. A suite that needs them is declared with `describe.skipIf(noPrometheus)`. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'
import { lacks } from './needs.ts'

const promtoolPath = findProgram('promtool')

const prometheusPath: string = findProgram('prometheus') ?? ''

export const noPrometheus: boolean = lacks('Prometheus', promtoolPath !== undefined && prometheusPath !== '', 'apt-get install prometheus')

export interface Judgement {
  /** 0 is good; `promtool check metrics` answers 3 for a style fault. */
  readonly status: number
  readonly output: string
}

/** Runs promtool, for example `promtool(['check', 'metrics'], exposition)`. */
export function promtool(args: readonly string[], stdin = ''): Judgement {
  if (promtoolPath === undefined) throw new Error('promtool is not installed')
  const run = spawnSync(promtoolPath, args, { input: stdin, encoding: 'utf8' })
  return { status: run.status ?? -1, output: `${run.stdout}${run.stderr}` }
}

export type Series = readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[]

/** Puts an instant query. Throws what Prometheus says against it. */
export type Ask = (query: string) => Promise<Series>

/** A Prometheus that scrapes the target five times a second; it takes some seconds to begin. */
export async function startPrometheus(target: string, token: string): Promise<{ readonly ask: Ask; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'meshwatch-prometheus-'))
  const config = join(folder, 'prometheus.yml')
  const job = { job_name: 'meshwatch', authorization: { credentials: token }, static_configs: [{ targets: [new URL(target).host] }] }
  writeFileSync(config, JSON.stringify({ global: { scrape_interval: '200ms', scrape_timeout: '200ms' }, scrape_configs: [job] }))
  const address = `127.0.0.1:${await freePort()}`
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${address}`]
  const server = spawn(prometheusPath, [...flags, '--log.level=error'], { stdio: 'ignore' })
  const stop = async () => {
    server.kill('SIGKILL')
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
    rmSync(folder, { recursive: true })
  }
  const isReady = () =>
    fetch(`http://${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  for (let tries = 0; !(await isReady()); tries++) {
    if (tries === 100) {
      await stop()
      throw new Error('Prometheus is not ready after 10 s')
    }
    await sleep(100)
  }
  const ask: Ask = async (query) => {
    const answer = await fetch(`http://${address}/api/v1/query?query=${encodeURIComponent(query)}`)
    const { status, data, error } = (await answer.json()) as { status: string; data: { result: Series }; error?: string }
    if (status !== 'success') throw new Error(`${query}: ${error}`)
    return data.result
  }
  return { ask, stop }
}
