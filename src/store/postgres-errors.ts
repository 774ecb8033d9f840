/** What Postgres and the network say when the store cannot be used. See the appendix "Error Codes" of the Postgres manual. */
import { MeshError } from '../core/errors.ts'

const HINTS: readonly (readonly [code: RegExp, hint: string])[] = [
  [/^28/, 'Check the user and the password in the store URL.'],
  [/^3D000$/, 'Create the database first; meshwatch makes its own schema in it.'],
  [/^42501$/, 'Let the user create the schema `meshwatch`, or make one that it owns.'],
  [/^53100$/, 'The disk of the server is full.'],
  [/^53300$/, 'The server has no connection left; meshwatch needs five.'],
  [/^25006$/, 'This server takes no writes; name the primary one.'],
  [/^(57014|55P03)$/, 'Something holds a long lock on the tables of meshwatch; end it.'],
  [/^(08|57P|58)/, 'The server is going down or coming up; meshwatch tries again with the next probe.'],
  [/^E[A-Z_]+$/, 'Check the host and the port in the store URL, and that the server is up.'],
]

export function explainPostgres(error: unknown, where: string): MeshError | undefined {
  if (!(error instanceof Error) || error instanceof MeshError) return undefined
  const code = 'code' in error ? String(error.code) : ''
  const hint = code === '' ? hintForBroken(error.message) : HINTS.find(([pattern]) => pattern.test(code))?.[1]
  if (hint === undefined) return undefined
  return new MeshError('STORE_UNREACHABLE', `The store at ${where} cannot be used: ${error.message || code}.`, hint, { cause: error })
}

/** The driver gives no code to connections that break or do not come about. */
function hintForBroken(message: string): string | undefined {
  const broken = /connection|timeout|not queryable|ssl/i.test(message)
  return broken ? 'The connection broke or did not come about; meshwatch tries again with the next probe.' : undefined
}
