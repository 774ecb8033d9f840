/**
 * One request to a receiver, and its answer. Plain `node:http`, because the address a name stands for has to be judged before it is
 * connected to. Redirects are not followed and no proxy is used: either could lead to a place that nobody judged.
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { Clock, Deadline } from '../core/calendar/time.ts'
import type { Delivery } from '../core/incident/notice.ts'
import { type Answer, deliveryOf, failureOf } from './http-answers.ts'
import { guardedLookup, isAllowed, RefusedPlace } from './places.ts'

/** An answer longer than this is cut; none that we read comes near. */
const LONGEST_ANSWER = 1_000_000

export interface Exchange {
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly allowPrivate: boolean
  /** Whether the body of the answer is wanted. */
  readonly read?: boolean
}

export interface Post {
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
  readonly allowPrivate: boolean
}

/** Posts JSON and tells what became of it. */
export async function postJson({ url, headers = {}, body, allowPrivate }: Post, until: Deadline, clock: Clock): Promise<Delivery> {
  try {
    const own = { 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(body)) }
    return deliveryOf(await exchange({ url, method: 'POST', headers: { ...headers, ...own }, body, allowPrivate }, until), clock.now())
  } catch (error) {
    return failureOf(error, until)
  }
}

export async function exchange({ url, method, headers, body, allowPrivate, read = false }: Exchange, until: Deadline): Promise<Answer> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isAllowed(host, allowPrivate)) throw new RefusedPlace()
  const options = { method, agent: false, lookup: guardedLookup(allowPrivate), signal: until.signal, headers }
  const response = await new Promise<IncomingMessage>((answer, fail) => {
    request(url, options, answer).on('error', fail).end(body)
  })
  const { statusCode: status = 0 } = response
  const retryAfter = response.headers['retry-after']
  const text = read ? await textOf(response) : undefined
  response.destroy()
  return { status, ...(retryAfter === undefined ? {} : { retryAfter }), ...(text === undefined ? {} : { body: text }) }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of response.setEncoding('utf8')) {
    text += part
    if (text.length > LONGEST_ANSWER) break
  }
  return text
}
