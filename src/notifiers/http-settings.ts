/** Keys of the configuration that receivers reached by HTTP have in common. */
import * as z from 'zod'
import { Secret } from '../core/secret.ts'

const secret = z.instanceof(Secret, { error: 'expected text' })
const OWN_HEADERS = /^(host|connection|content-length|content-type|transfer-encoding|x-meshwatch-.*)$/i

/** An address of a receiver. Many hold a key, so all are secrets. */
export const webAddress = secret.refine((url) => /^https?:$/.test(URL.parse(url.reveal())?.protocol ?? ''), {
  error: 'expected an address that begins with https://',
})

export const moreHeaders = z
  .record(
    z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'not the name of a header')
      .refine((name) => !OWN_HEADERS.test(name), { error: 'this header is set by meshwatch' }),
    secret.refine((value) => /^[\t\x20-\x7e]*$/.test(value.reveal()), { error: 'expected one line of plain characters' }),
  )
  .default({})
  .describe('more headers, such as Authorization; their values are secrets (none)')

export function allowPrivate(usual: boolean) {
  return z.boolean().default(usual).describe(`whether the address may lie in a private network or on this machine (${usual})`)
}

export function revealed(headers: Readonly<Record<string, Secret>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]))
}
