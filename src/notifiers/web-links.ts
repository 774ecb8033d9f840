/** Addresses of pages as they may be shown: only web pages, without user names and passwords, and not endless. */
import type { Notice } from '../core/incident/notice.ts'
import { tidy } from './wording.ts'

export const LONGEST_ADDRESS = 500
const LONGEST_NAME = 60
const MOST_LINKS = 4

export interface WebLink {
  readonly name: string
  readonly href: string
}

/** Undefined for what is not a web page. The name is not escaped. */
export function webLink({ name, url }: Notice['links'][number]): WebLink | undefined {
  const address = URL.parse(url)
  if (address === null || !/^https?:$/.test(address.protocol)) return undefined
  address.username = ''
  address.password = ''
  return address.href.length > LONGEST_ADDRESS ? undefined : { name: tidy(name, LONGEST_NAME) || 'link', href: address.href }
}

export function webLinks({ links }: Notice): readonly WebLink[] {
  return links.flatMap((link) => webLink(link) ?? []).slice(0, MOST_LINKS)
}
