/** Whether a request comes from Slack, just now, and for the first time: docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Clock, type Instant, MINUTE, SECOND } from '../../core/calendar/time.ts'
import type { Post } from '../../core/incident/said.ts'
import type { Secret } from '../../core/secret.ts'

/** A clock may be so far off. */
const TOLERANCE = 5 * MINUTE
const REMEMBERED = 2 * TOLERANCE

export type Genuine = (post: Pick<Post, 'header' | 'body'>) => boolean

/**
 * Of what was signed before this began nothing is taken: it may have been answered by whoever ran before. So no signature has to outlive
 * the process. Only genuine ones are remembered; nobody else can fill the memory.
 */
export function createSignatureCheck(secret: Secret, clock: Clock): Genuine {
  const begun = Math.floor(clock.now() / SECOND)
  const seen = new Map<string, Instant>()
  return ({ header, body }) => {
    const stamp = header('x-slack-request-timestamp') ?? ''
    const signature = header('x-slack-signature') ?? ''
    if (!/^\d{1,12}$/.test(stamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false
    const now = clock.now()
    const sent = Number(stamp)
    if (sent < begun || Math.abs(now - sent * SECOND) > TOLERANCE) return false
    if (!timingSafeEqual(Buffer.from(sign(secret, stamp, body)), Buffer.from(signature))) return false
    for (const [known, at] of seen) if (now - at > REMEMBERED) seen.delete(known)
    if (seen.has(signature)) return false
    seen.set(signature, now)
    return true
  }
}

/** What Slack writes into `x-slack-signature`. */
export function sign(secret: Secret, stamp: string, body: Uint8Array): string {
  return `v0=${createHmac('sha256', secret.reveal()).update(`v0:${stamp}:`).update(body).digest('hex')}`
}
