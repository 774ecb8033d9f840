/**
 * What Postgres and the network say, in the words of the project. A message of the server is passed on only where it names things
 * and not values; its `detail` never is. Codes: PostgreSQL manual, appendix A.
 */
import { SourceFailure } from '../../core/connector.ts'
import type { UnknownCause } from '../../core/verdict.ts'

/** Whole codes first, then classes of two characters. */
const CAUSES: Readonly<Record<string, UnknownCause>> = {
  '42501': 'no-permission',
  '42P01': 'missing',
  '42703': 'missing',
  '3F000': 'missing',
  '57014': 'timeout',
  '55P03': 'locked',
  '40P01': 'locked',
  '40001': 'locked',
  '28': 'no-permission',
  '3D': 'unreachable',
  '08': 'unreachable',
  '53': 'unreachable',
  '57': 'unreachable',
  '58': 'unreachable',
  XX: 'unreachable',
}

/** What the server says of these is about names, types, rights and its own state. */
const SPEAKS_OF_NAMES = /^(42|28|3D|3F|0A|25|53|57|2201B)/

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  '57014': 'the statement took longer than it may',
  '55P03': 'a lock was not given in time: someone holds the table',
  '40P01': 'a deadlock was broken',
  '40001': 'the standby cancelled the statement to go on replaying',
  '21000': 'a rule answers more than one row',
  '22P02': 'a text is not what the statement takes it for: a rule has to answer a number',
}

export function sourceFailure(error: unknown): SourceFailure {
  if (error instanceof SourceFailure) return error
  const { code, message } = error instanceof Error ? (error as Error & { code?: unknown }) : { code: undefined, message: String(error) }
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')) {
    const cause = CAUSES[code] ?? CAUSES[code.slice(0, 2)] ?? 'invalid-query'
    const words = PLAIN_WORDS[code] ?? (SPEAKS_OF_NAMES.test(code) ? message : 'the statement met a value that it cannot work with')
    return new SourceFailure(cause, `${words} (${code})`)
  }
  if (message.startsWith('SASL'))
    return new SourceFailure('no-permission', 'the server asks for a password; none was given, or they cannot agree on how to check it')
  return new SourceFailure('unreachable', typeof code === 'string' ? `no connection (${code})` : `no connection: ${message}`)
}
