/** The methods of Slack's Web API that the notifier calls, over a workspace. Shapes: docs.slack.dev/reference/methods */
import type { Channel, Message, Post, Workspace } from './workspace.ts'

export type Arguments = Readonly<Record<string, string>>
export type Answer = { readonly ok: boolean; readonly error?: string } & Readonly<Record<string, unknown>>
/** `origin` stands among the arguments where a method answers an address of ours. */
export type Method = (workspace: Workspace, args: Arguments) => Answer

/** Whoever looks at the page. */
export const VISITOR = { id: 'U000000002', name: 'visitor' }
const BOT = { user_id: 'U000000001', bot_id: 'B000000001', team: 'Stand-in', team_id: 'T000000001', user: 'meshwatch' }

export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': () => ({ ok: true, ...BOT }),

  'users.info': (_, args) =>
    args.user === VISITOR.id
      ? { ok: true, user: { id: VISITOR.id, name: VISITOR.name, profile: { display_name: 'A visitor' } } }
      : no('user_not_found'),

  'chat.postMessage': (workspace, args) =>
    withPost(args, (post) =>
      inChannel(workspace, args, (channel) => {
        const root = args.thread_ts
        if (root !== undefined && !channel.messages.some(({ ts }) => ts === root)) return no('thread_not_found')
        const message = workspace.post(channel, post, root)
        return { ok: true, channel: channel.id, ts: message.ts, message: messageAnswer(message) }
      }),
    ),

  'chat.update': (workspace, args) =>
    withPost(args, (post) =>
      inChannel(workspace, args, (channel) => {
        const message = workspace.edit(channel, args.ts ?? '', post)
        return message
          ? { ok: true, channel: channel.id, ts: message.ts, text: message.text, message: messageAnswer(message) }
          : no('message_not_found')
      }),
    ),

  'files.getUploadURLExternal': (workspace, args) => {
    if (!args.filename || !(Number(args.length) > 0)) return no('invalid_arguments')
    const id = workspace.expectFile(args.filename, args.alt_txt ?? '')
    return { ok: true, upload_url: `${args.origin}/upload/${id}`, file_id: id }
  },
  'files.completeUploadExternal': (workspace, args) =>
    inChannelId(workspace, args, (channel) => {
      const [file] = JSON.parse(args.files ?? '[]') as readonly { readonly id?: string; readonly title?: string }[]
      if (!file?.id || !workspace.shareFile(channel, file.id, file.title ?? '', args.thread_ts)) return no('file_not_found')
      return { ok: true, files: [{ id: file.id, title: file.title }] }
    }),

  'conversations.list': (workspace) => ({
    ok: true,
    channels: workspace.channels.map(channelAnswer),
    response_metadata: { next_cursor: '' },
  }),
  'conversations.info': (workspace, args) => inChannel(workspace, args, (channel) => ({ ok: true, channel: channelAnswer(channel) })),
  'conversations.join': (workspace, args) => inChannel(workspace, args, (channel) => ({ ok: true, channel: channelAnswer(channel) })),

  'conversations.history': (workspace, args) =>
    inChannel(workspace, args, ({ messages }) => {
      const roots = messages.filter(({ threadTs, isWhisper }) => threadTs === undefined && !isWhisper).toReversed()
      return { ok: true, messages: roots.slice(0, Number(args.limit ?? 100)).map((message) => listed(message, args)), has_more: false }
    }),
  'conversations.replies': (workspace, args) =>
    inChannel(workspace, args, ({ messages }) => {
      const thread = messages.filter(({ ts, threadTs, isWhisper }) => !isWhisper && (ts === args.ts || threadTs === args.ts))
      return thread.length > 0
        ? { ok: true, messages: thread.map((message) => listed(message, args)), has_more: false }
        : no('thread_not_found')
    }),
}

export function no(error: string): Answer {
  return { ok: false, error }
}

function inChannel(workspace: Workspace, args: Arguments, then: (channel: Channel) => Answer): Answer {
  const channel = workspace.find(args.channel ?? '')
  return channel ? then(channel) : no('channel_not_found')
}

/** Where files go, Slack knows channels by their id only. */
function inChannelId(workspace: Workspace, args: Arguments, then: (channel: Channel) => Answer): Answer {
  const channel = workspace.channels.find(({ id }) => id === args.channel_id)
  return channel ? then(channel) : no('channel_not_found')
}

/** Like Slack, an edit without blocks takes the blocks away. */
function withPost(args: Arguments, then: (post: Post) => Answer): Answer {
  const text = args.text ?? ''
  try {
    const blocks: unknown = JSON.parse(args.blocks ?? '[]')
    if (!Array.isArray(blocks)) return no('invalid_blocks_format')
    if (text === '' && blocks.length === 0) return no('no_text')
    return then({ text, blocks, ...(args.metadata === undefined ? {} : { metadata: JSON.parse(args.metadata) }) })
  } catch {
    return no('invalid_blocks_format')
  }
}

/** Metadata is shown only to who asks for it. */
function listed(message: Message, args: Arguments) {
  const { metadata, ...rest } = messageAnswer(message)
  return args.include_all_metadata === 'true' && metadata !== undefined ? { ...rest, metadata } : rest
}

function messageAnswer({ ts, text, blocks, metadata, threadTs, editedAt }: Message) {
  return {
    type: 'message',
    user: BOT.user_id,
    bot_id: BOT.bot_id,
    ts,
    text,
    blocks,
    ...(metadata === undefined ? {} : { metadata }),
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(editedAt === undefined ? {} : { edited: { user: BOT.user_id, ts: `${Math.floor(editedAt / 1_000)}.000000` } }),
  }
}

function channelAnswer({ id, name }: Channel) {
  return { id, name, is_channel: true, is_private: false, is_archived: false, is_member: true }
}
