/**
 * What every request passes before it is answered: it shows the token where one is set, and the one for writing where it changes something. Closed
 * by default: a route that is added later is behind the gate without anybody thinking of it.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { HttpConfig } from '../../config/config.ts'
import { MeshError } from '../../core/errors.ts'
import type { Secret } from '../../core/secret.ts'

/** The only path that needs no token: whoever keeps the process alive has none. It says nothing but "alive". */
const OPEN = '/live'
/** Doors for receivers of messages, which have no token: they sign what they send, and whoever answers it looks at that first. */
export const SIGNED = /^\/slack\/(interactions|commands)$/
const METHODS = ['GET', 'HEAD']
/** What can be changed, and how. */
const WRITTEN: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/api\/v1\/checks\/.+\/teaching$/, ['POST', 'DELETE']],
  [/^\/api\/v1\/incidents\/[^/]+\/[a-z]+$/, ['POST']],
  [/^\/api\/v1\/(windows|silences|subscriptions)$/, ['POST']],
  [/^\/api\/v1\/(windows|silences|subscriptions)\/[^/]+$/, ['DELETE']],
  [/^\/api\/v1\/outbox\/.+\/replay$/, ['POST']],
  [/^\/api\/v1\/outbox\/[^/]+$/, ['DELETE']],
  [/^\/api\/v1\/lineage$/, ['POST', 'DELETE']],
]
const LOCAL = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

export function methodsOf(path: string): readonly string[] {
  if (SIGNED.test(path)) return ['POST']
  return [...METHODS, ...WRITTEN.flatMap(([pattern, methods]) => (pattern.test(path) ? methods : []))]
}

export function gate({ token, writeToken, publicUrl }: HttpConfig): MiddlewareHandler {
  const mayRead = [token, writeToken].filter((one) => one !== undefined).map(headerOf)
  const mayWrite = writeToken === undefined ? [] : mayRead.slice(-1)
  const known = publicUrl === undefined ? undefined : new URL(publicUrl).hostname
  return async (context, next) => {
    const { path, method } = context.req
    if (SIGNED.test(path) && method === 'POST') return next()
    const shown = digest(context.req.header('authorization') ?? '')
    const opens = (headers: readonly Buffer[]): boolean => headers.some((header) => timingSafeEqual(shown, header))
    if (path !== OPEN && token !== undefined && !opens(mayRead)) throw noToken('http.token')
    if (path !== OPEN && token === undefined) {
      const { hostname } = new URL(context.req.url)
      if (!LOCAL.test(hostname) && hostname !== known) throw strangeHost(hostname)
    }
    if (!methodsOf(path).includes(method)) throw new MeshError('METHOD_NOT_ALLOWED', 'This can only be read.', 'Ask with GET or HEAD.')
    if (!METHODS.includes(method)) {
      if (mayWrite.length === 0) throw readOnly()
      if (!opens(mayWrite)) throw noToken('http.writeToken')
    }
    await next()
  }
}

/** Digests are equally long, so that comparing them tells nothing of the token, its length included. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function headerOf(token: Secret): Buffer {
  return digest(`Bearer ${token.reveal()}`)
}

function readOnly(): MeshError {
  const hint = 'Set http.writeToken (or writeTokenFile) and send it in the header Authorization: Bearer <token>; or use meshwatch teach.'
  return new MeshError('FORBIDDEN', 'This API can only be read: no token for writing is set.', hint)
}

function noToken(key: string): MeshError {
  return new MeshError('UNAUTHORIZED', `This needs the token of ${key}.`, 'Send it in the header Authorization: Bearer <token>.')
}

/** Without a token only this machine may ask, and not a web page that a browser here has opened under a name of its own. */
function strangeHost(hostname: string): MeshError {
  const hint = 'Without a token, ask for localhost or 127.0.0.1; to be asked by another name, set http.token or http.publicUrl.'
  return new MeshError('UNAUTHORIZED', `Nobody here is called ${hostname}.`, hint)
}
