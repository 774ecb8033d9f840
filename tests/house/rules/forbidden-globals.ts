/** Time, network, environment and randomness are handed in. These are the files that may take them from the machine, and why. */
import type { SourceFile } from './repository.ts'
import { importsOf, isMember, isName, isNode, parse, type SyntaxNode, walk } from './syntax.ts'

/** A path, or a folder that ends in `/`, and the reason it is on the list. */
export const ALLOWED: Readonly<Record<string, string>> = {
  'src/app.ts': 'the composition root hands these things to everyone else',
  'src/main.ts': 'the entry of the process',
  'src/contracts/registry/reading-worker.ts': 'the entry of a thread: it makes process.env quick to look into',
  'src/process.ts': 'the process around the command line: it hands the environment in',
  'src/notifiers/slack/client.ts': 'hands the client of Slack a fetch that ends with the deadline, and answers where Slack says',
  'src/store/sqlite-dialect.ts': 'statements of SQLite are not waited for: a turn of the loop in between lets others move',
  'src/system.ts': 'the clock, the cron ticks and the dice of the real world, made to be handed in',
}

const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'globalThis'])
const FORBIDDEN_MEMBERS = [
  ['Date', 'now'],
  ['Math', 'random'],
  ['process', 'env'],
  ['Temporal', 'Now'],
] as const
const RANDOM_FUNCTIONS: ReadonlySet<unknown> = new Set(['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues'])
const FORBIDDEN_MODULES = /^(node:)?(timers(\/promises)?|process)$/

export function isAllowed(path: string): boolean {
  return Object.keys(ALLOWED).some((entry) => (entry.endsWith('/') ? path.startsWith(entry) : path === entry))
}

/** What a file takes from the machine by itself, each as `path: name`. */
export function forbiddenGlobals(file: SourceFile): readonly string[] {
  const program = parse(file)
  const found = importsOf(file)
    .filter(({ from, typeOnly }) => !typeOnly && FORBIDDEN_MODULES.test(from))
    .map(({ from }) => from)
  const places = [...walk(program, isType)]
  const own = new Set(places.flatMap(({ node }) => namesGiven(node)))
  for (const { node, parent, key } of places) {
    const member = FORBIDDEN_MEMBERS.find(([object, property]) => isMember(node, object, property))
    if (member !== undefined) found.push(member.join('.'))
    if (node.type === 'NewExpression' && isName(node.callee, 'Date') && isEmpty(node.arguments)) found.push('new Date()')
    if (node.type === 'CallExpression' && isName(node.callee, 'Date')) found.push('Date()')
    if (isNode(node.property) && RANDOM_FUNCTIONS.has(node.property.name)) found.push(String(node.property.name))
    if (isNode(node.imported) && RANDOM_FUNCTIONS.has(node.imported.name)) found.push(String(node.imported.name))
    const name = node.type === 'Identifier' ? String(node.name) : ''
    if (FORBIDDEN_NAMES.has(name) && !own.has(name) && !isLabel(parent, key)) found.push(name)
  }
  return [...new Set(found)].map((what) => `${file.path}: ${what}`)
}

/** Types are erased: naming one takes nothing. Expressions that only carry a type are looked into. */
function isType(node: SyntaxNode): boolean {
  return node.type.startsWith('TS') && !/^TS(As|Satisfies|NonNull|Instantiation)Expression$/.test(node.type)
}

/** The names that a node gives to something of the file's own, such as a parameter called `fetch` that is handed in. */
function namesGiven(node: SyntaxNode): readonly string[] {
  const targets = [node.params, node.type.endsWith('Specifier') ? node.local : node.id]
  if (node.type === 'ObjectPattern') targets.push(nodesIn(node.properties).map((property) => property.value))
  return nodesIn(targets.flat()).flatMap((target) => {
    const name = target.type === 'AssignmentPattern' && isNode(target.left) ? target.left : target
    return name.type === 'Identifier' ? [String(name.name)] : []
  })
}

/** `x.fetch`, `{ fetch: … }` and the far side of an import name a member of something else. */
function isLabel(parent: SyntaxNode | undefined, key: string): boolean {
  if (parent === undefined || parent.computed === true) return false
  return key === 'key' || key === 'imported' || key === 'exported' || (key === 'property' && parent.type === 'MemberExpression')
}

function nodesIn(value: unknown): readonly SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
