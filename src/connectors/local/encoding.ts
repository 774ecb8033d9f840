/**
 * The text of files. What is not UTF-8 is taken for Windows-1252, in which every byte means something, and copied as UTF-8 for
 * DuckDB to read: its own decoder for such text gives up at the first byte that is not printable Latin-1.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { pipeline as finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Deadline } from '../../core/calendar/time.ts'

export class NotUtf8 extends Error {
  override readonly name = 'NotUtf8'
}

export async function* readUtf8(path: string, until: Deadline): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const bytes of bytesOf(path, until)) yield decoder.decode(bytes, { stream: true })
    yield decoder.decode()
  } catch (error) {
    throw error instanceof TypeError ? new NotUtf8('the text is not UTF-8') : error
  }
}

/** Answers the path of the copy. A newer copy of the same file replaces the older one. */
export async function copyAsUtf8(path: string, scratch: string, until: Deadline): Promise<string> {
  const copy = join(scratch, `${createHash('sha256').update(path).digest('hex')}.csv`)
  const decoder = new TextDecoder('windows-1252')
  async function* text(): AsyncIterable<string> {
    for await (const bytes of bytesOf(path, until)) yield decoder.decode(bytes, { stream: true })
  }
  await finished(text, createWriteStream(copy), { signal: until.signal })
  return copy
}

function bytesOf(path: string, until: Deadline): AsyncIterable<Buffer> {
  const source = createReadStream(path, { signal: until.signal })
  return path.toLowerCase().endsWith('.gz') ? pipeline(source, createGunzip(), () => {}) : source
}
