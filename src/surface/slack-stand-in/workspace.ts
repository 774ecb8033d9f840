/** Channels and messages of a stand-in for a Slack workspace, in memory. It knows nothing of HTTP. */
import type { Clock, Instant } from '../../core/calendar/time.ts'

export interface Post {
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly metadata?: unknown
}

export interface Message extends Post {
  /** Slack's name of a message in its channel: seconds and microseconds. */
  readonly ts: string
  readonly at: Instant
  readonly threadTs?: string
  readonly editedAt?: Instant
  /** Seen by nobody but whoever asked, and gone when they ask again. */
  readonly isWhisper?: boolean
  readonly file?: SharedFile
}

export interface SharedFile {
  readonly id: string
  readonly title: string
  readonly says: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Channel {
  readonly id: string
  readonly name: string
  /** In the order in which they were posted; edits keep their place. */
  readonly messages: readonly Message[]
}

export interface Counts {
  readonly roots: number
  readonly replies: number
  readonly edits: number
}

export interface Workspace {
  readonly channels: readonly Channel[]
  readonly counts: Counts
  /** Zone of whoever reads; without it, that of this machine. */
  readonly zone?: string | undefined
  /** Grows with everything that happens. */
  readonly revision: number
  rename(name: string, to: string): void
  /** By id, or by name with or without `#`. */
  find(address: string): Channel | undefined
  post(channel: Channel, post: Post, threadTs?: string): Message
  /** Somebody will send a file; answers its id. */
  expectFile(name: string, says: string): string
  /** Answers whether it was expected. */
  takeFile(id: string, bytes: Uint8Array<ArrayBuffer>): boolean
  /** Undefined when nobody has sent it. */
  shareFile(channel: Channel, id: string, title: string, threadTs?: string): Message | undefined
  file(id: string): SharedFile | undefined
  /** What only the reader of the page sees; the one before is gone. */
  whisper(channel: Channel, text: string, threadTs?: string): void
  /** Undefined when there is no such message. */
  edit(channel: Channel, ts: string, post: Post): Message | undefined
}

/** Without `names`, a channel comes into being when something is posted to it. */
export function createWorkspace(clock: Clock, names?: readonly string[], zone?: string): Workspace {
  const channels: (Channel & { name: string; messages: Message[] })[] = []
  const files = new Map<string, SharedFile>()
  const counts = { roots: 0, replies: 0, edits: 0 }
  let revision = 0
  let last = 0
  const add = (name: string) => {
    const channel = { id: `C${String(channels.length + 1).padStart(9, '0')}`, name, messages: [] }
    channels.push(channel)
    return channel
  }
  const own = (channel: Channel) => channels.find(({ id }) => id === channel.id)?.messages ?? []
  for (const name of names ?? []) add(name.replace(/^#/, ''))

  const nextTs = () => {
    last = Math.max(last + 1, clock.now() * 1_000)
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`
  }

  return {
    channels,
    counts,
    zone,
    get revision() {
      return revision
    },
    rename(name, to) {
      revision++
      const channel = channels.find((one) => one.name === name)
      if (channel) channel.name = to
    },
    find(address) {
      const name = address.replace(/^#/, '')
      return channels.find((channel) => channel.id === address || channel.name === name) ?? (names ? undefined : add(name))
    },
    post(channel, post, threadTs) {
      revision++
      const message = { ...post, ts: nextTs(), at: clock.now(), ...(threadTs === undefined ? {} : { threadTs }) }
      own(channel).push(message)
      counts[threadTs === undefined ? 'roots' : 'replies']++
      return message
    },
    expectFile(name, says) {
      const id = `F${String(files.size + 1).padStart(9, '0')}`
      files.set(id, { id, title: name, says, bytes: new Uint8Array() })
      return id
    },
    takeFile(id, bytes) {
      const file = files.get(id)
      if (file) files.set(id, { ...file, bytes })
      return file !== undefined
    },
    shareFile(channel, id, title, threadTs) {
      const known = files.get(id)
      if (!known || known.bytes.length === 0) return undefined
      revision++
      const file = { ...known, title }
      files.set(id, file)
      const thread = threadTs === undefined ? {} : { threadTs }
      const message = { text: '', blocks: [], ts: nextTs(), at: clock.now(), file, ...thread }
      own(channel).push(message)
      return message
    },
    file: (id) => files.get(id),
    whisper(channel, text, threadTs) {
      revision++
      const messages = own(channel)
      const before = messages.findIndex((message) => message.isWhisper && message.threadTs === threadTs)
      if (before >= 0) messages.splice(before, 1)
      const thread = threadTs === undefined ? {} : { threadTs }
      messages.push({ text, blocks: [], ts: nextTs(), at: clock.now(), isWhisper: true, ...thread })
    },
    edit(channel, ts, post) {
      const messages = own(channel)
      const index = messages.findIndex((message) => message.ts === ts)
      const before = messages[index]
      if (before === undefined) return undefined
      revision++
      counts.edits++
      const after = { ...before, ...post, editedAt: clock.now() }
      messages[index] = after
      return after
    },
  }
}
