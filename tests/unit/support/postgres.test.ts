import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDatabase, noPostgres } from '../../support/postgres.ts'

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  return client.query(sql).then(
    (answer) => client.end().then(() => answer.rows),
    (error) => client.end().then(() => Promise.reject(error)),
  )
}

describe.skipIf(noPostgres)('the throw-away Postgres', () => {
  test('gives every caller an empty database of its own', async () => {
    const [one, two] = await Promise.all([createDatabase(), createDatabase()])
    await ask(one, 'create table t (a int)')
    expect(await ask(two, `select 1 from information_schema.tables where table_name = 't'`)).toEqual([])
    await expect(ask(two, 'select * from t')).rejects.toMatchObject({ code: '42P01' })
  })

  test('does not outlive the process that started it, however that ends', async () => {
    const starter = `import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, '../../support/postgres-cluster.ts'))}
      const cluster = await startPostgres()
      console.log(cluster.port)
      process.kill(process.pid, 'SIGKILL')`
    const folder = mkdtempSync(join(tmpdir(), 'meshwatch-killed-'))
    chmodSync(folder, 0o755)
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', starter], {
      env: { ...process.env, TMPDIR: folder },
      encoding: 'utf8',
    })
    const port = Number(run.stdout)
    expect(port).toBeGreaterThan(0)
    await expect
      .poll(() => ask(`postgres://postgres@127.0.0.1:${port}/postgres`, 'select 1').catch((error) => error.code), { timeout: 5_000 })
      .toBe('ECONNREFUSED')
  })
})
