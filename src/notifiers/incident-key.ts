/** The id of an incident for receivers that bring together what carries the same one, and that allow only short plain words for it. */
import { createHash } from 'node:crypto'

const PLAIN = /^[\w-]{1,64}$/

/** The id itself, as a rule. */
export function incidentKey(id: string): string {
  return PLAIN.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32)
}
