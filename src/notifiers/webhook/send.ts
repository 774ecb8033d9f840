/** Posts one notice. Plain `node:http`, because the address a name stands for has to be judged before it is connected to. */
import type { RequestOptions } from 'node:http'
import { isIP } from 'node:net'
import type { Deadline } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import type { WebhookConfig } from './config.ts'
import { type Answer, deliveryOf, failureOf } from './failures.ts'
import { bodyOf, signatureHeaders } from './message.ts'
import { guardedLookup, isAllowed, RefusedPlace } from './places.ts'

export function createSend({ url, secret, headers, allowPrivate }: WebhookConfig, { clock }: Pick<Given, 'clock'>) {
  const lookup = guardedLookup(allowPrivate)
  const own = Object.entries(headers).map(([name, value]) => [name, value.reveal()] as const)
  return async (notice: Notice, until: Deadline): Promise<Delivery> => {
    const body = bodyOf(notice)
    const options: RequestOptions = {
      method: 'POST',
      agent: false,
      lookup,
      signal: until.signal,
      headers: {
        ...Object.fromEntries(own),
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        ...signatureHeaders(body, secret, clock.now()),
      },
    }
    try {
      return deliveryOf(await post(new URL(url.reveal()), options, body, allowPrivate), clock.now())
    } catch (error) {
      return failureOf(error, until)
    }
  }
}

async function post(url: URL, options: RequestOptions, body: string, allowPrivate: boolean): Promise<Answer> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isAllowed(host, allowPrivate)) throw new RefusedPlace()
  return new Promise((answer, fail) => {
    const call = request(url, options, (response) => {
      const retryAfter = response.headers['retry-after']
      answer({ status: response.statusCode ?? 0, ...(retryAfter === undefined ? {} : { retryAfter }) })
      response.destroy()
    })
    call.on('error', fail)
    call.end(body)
  })
}
