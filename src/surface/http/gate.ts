/**
 * What every request passes before it is answered: it asks and changes nothing, and it shows the token where one is set. Closed
 * by default: a route that is added later is behind the gate without anybody thinking of it.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { HttpConfig } from '../../config/config.ts'
import { MeshError } from '../../core/errors.ts'

/** The only path that needs no token: whoever keeps the process alive has none. It says nothing but "alive". */
const OPEN = '/live'
const METHODS = ['GET', 'HEAD']
const LOCAL = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

export function gate({ token, publicUrl }: HttpConfig): MiddlewareHandler {
  const expected = token && digest(`Bearer ${token.reveal()}`)
  const known = publicUrl === undefined ? undefined : new URL(publicUrl).hostname
  return async (context, next) => {
    if (context.req.path !== OPEN) {
      if (expected) {
        if (!timingSafeEqual(digest(context.req.header('authorization') ?? ''), expected)) throw noToken()
      } else {
        const { hostname } = new URL(context.req.url)
        if (!LOCAL.test(hostname) && hostname !== known) throw strangeHost(hostname)
      }
    }
    if (!METHODS.includes(context.req.method)) throw new MeshError('METHOD_NOT_ALLOWED', 'This can only be read.', 'Ask with GET or HEAD.')
    await next()
  }
}

/** Digests are equally long, so that comparing them tells nothing of the token, its length included. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function noToken(): MeshError {
  return new MeshError('UNAUTHORIZED', 'This needs the token of http.token.', 'Send it in the header Authorization: Bearer <token>.')
}

/** Without a token only this machine may ask, and not a web page that a browser here has opened under a name of its own. */
function strangeHost(hostname: string): MeshError {
  const hint = 'Without a token, ask for localhost or 127.0.0.1; to be asked by another name, set http.token or http.publicUrl.'
  return new MeshError('UNAUTHORIZED', `Nobody here is called ${hostname}.`, hint)
}
