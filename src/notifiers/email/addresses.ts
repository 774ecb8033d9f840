/** Addresses of e-mail, as strict as people write them: one, without a name, quotes or comments. */
import { domainToASCII } from 'node:url'

const ADDRESS = /^[^\s\p{Cc}\p{Cf}@<>()[\]\\,;:"]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u
/** RFC 5321, 4.5.3.1.3. */
const LONGEST = 254

export function isAddress(text: string): boolean {
  return text.length <= LONGEST && ADDRESS.test(text) && domainOfAddress(text) !== ''
}

/** In ASCII; empty when there can be no such domain. */
export function domainOfAddress(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1))
}
