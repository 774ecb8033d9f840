/**
 * A real Postgres for a test file. A suite that needs one is declared with `describe.skipIf(noPostgres)` and asks for a database of its own:
 * `const url = await createDatabase()`. The first call starts the file's cluster; it is stopped after the file's last test.
 */
import { afterAll } from 'vitest'
import { lacks } from './needs.ts'
import { type PostgresCluster, postgresInstalled, startPostgres } from './postgres-cluster.ts'

export const noPostgres: boolean = lacks('PostgreSQL', postgresInstalled, 'apt-get install postgresql')

let cluster: Promise<PostgresCluster> | undefined

/** The URL of a new, empty database made from template0, as superuser; other roles a test creates need no password. */
export async function createDatabase(): Promise<string> {
  cluster ??= startPostgres()
  return (await cluster).createDatabase()
}

afterAll(async () => {
  const started = await cluster
  cluster = undefined
  await started?.stop()
})
