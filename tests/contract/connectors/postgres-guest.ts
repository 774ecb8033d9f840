/** A database with an owner who makes things and a guest who may read what the owner makes, as the connector should be. */
import pg from 'pg'
import { postgres } from '../../../src/connectors/postgres/index.ts'
import type { Connector } from '../../../src/core/connector.ts'
import { Secret } from '../../../src/core/secret.ts'

export interface Guest {
  readonly connector: Connector
  readonly owner: pg.Client
  close(): Promise<void>
}

/** Roles belong to the whole cluster, so the guest may be there already. */
const RIGHTS = `
  DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
  ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO guest;
  CREATE SEQUENCE counter;
  GRANT ALL ON SEQUENCE counter TO guest;
  CREATE TABLE written (a int);
  GRANT ALL ON written TO guest;
  CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS 'INSERT INTO written VALUES (1) RETURNING a';
  GRANT CREATE ON SCHEMA public TO guest;`

export async function openGuest(url: string, user = 'guest'): Promise<Guest> {
  const owner = new pg.Client(url)
  await owner.connect()
  await owner.query(RIGHTS)
  const connector = connectAs(url, user)
  return {
    connector,
    owner,
    async close() {
      await connector.close()
      await owner.end()
    },
  }
}

export function connectAs(url: string, user: string, password?: string): Connector {
  const { hostname, port, pathname } = new URL(url)
  const secret = password === undefined ? {} : { password: new Secret(password) }
  const config = postgres.config.parse({ host: hostname, port: Number(port), database: pathname.slice(1), user, ...secret })
  const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} }
  return postgres.create('guest', config, { clock: { now: () => 0, after: () => () => {} }, log: quiet, root: '.' })
}

export function quote(name: string): string {
  return pg.escapeIdentifier(name)
}
