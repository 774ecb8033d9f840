/** What a Postgres source is told in the configuration, beside the keys that every source has. */
import * as z from 'zod'
import { Secret } from '../../core/secret.ts'

export const postgresConfig = z.strictObject({
  host: z.string().min(1).default('localhost').describe('name or address of the server (localhost)'),
  port: z.int().min(1).max(65_535).default(5432).describe('its port (5432)'),
  database: z.string().min(1).describe('the database; one source looks into one'),
  user: z.string().min(1).describe('a role that may read, and needs no more'),
  password: z.instanceof(Secret, { error: 'expected text' }).optional().describe('its password'),
  ssl: z
    .enum(['off', 'require', 'verify'])
    .default('off')
    .describe('off: plain text; require: encrypted, whoever answers; verify: the server proves its name as well (off)'),
  schema: z.string().min(1).default('public').describe('where datasets are that name no schema (public)'),
  concurrency: z.int().min(1).default(2).describe('connections at once (2)'),
})

export type PostgresConfig = z.output<typeof postgresConfig>
