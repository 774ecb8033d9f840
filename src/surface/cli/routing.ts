/** `meshwatch routes`, `lineage` and `subscriptions`: who is told of what, and why. A daemon on the same store goes by what is added within a minute. */
import type { IncidentType } from '../../core/check.ts'
import { MeshError } from '../../core/errors.ts'
import type { Severity } from '../../core/names.ts'
import type { RouteTestAnswer } from '../routing/route-test.ts'
import type { EdgeAnswer, SubscriptionAnswer } from '../routing/routing.ts'
import { withMesh } from './commands.ts'
import type { Paint } from './paint.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'

interface Common {
  readonly config: string
  readonly format: 'text' | 'json'
  readonly by?: string
}

export interface RoutesArguments extends Common {
  readonly severity?: Severity
  readonly type?: IncidentType
  readonly at?: string
}

export async function routesCommand(shell: Shell, check: string, { config, format, severity, type, at }: RoutesArguments): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const given = Object.entries({ severity, type, at }).filter(([, value]) => value !== undefined)
    const answer = await mesh.testRoutes(check, Object.fromEntries(given))
    shell.out(format === 'json' ? JSON.stringify(answer, null, 2) : routesText(answer, shell.paint))
    return EXIT.fine
  })
}

export const LIST_WORDS = ['list', 'add', 'remove'] as const
type ListWord = (typeof LIST_WORDS)[number]

export async function lineageCommand(
  shell: Shell,
  word: ListWord,
  [from, to]: readonly string[],
  { config, format, by = shell.user }: Common,
): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const edge = () => {
      if (from === undefined || to === undefined)
        throw new MeshError('USAGE', 'An edge has two ends.', `Write meshwatch lineage ${word} <from> <to>: <to> is made from <from>.`)
      return { from, to }
    }
    const edges =
      word === 'list' ? await mesh.lineage() : [word === 'add' ? await mesh.addEdge({ ...edge(), by }) : await mesh.removeEdge(edge())]
    print(shell, format, edges, edgeLine, 'no product is made from another')
    return EXIT.fine
  })
}

export interface SubscriptionArguments extends Common {
  readonly products?: string
  readonly to?: string
  readonly severity?: Severity
}

export async function subscriptionsCommand(
  shell: Shell,
  word: ListWord,
  name: string | undefined,
  { config, format, products, to, severity, by = shell.user }: SubscriptionArguments,
): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const act = async (): Promise<readonly SubscriptionAnswer[]> => {
      if (word === 'list') return mesh.subscriptions()
      if (name === undefined) throw new MeshError('USAGE', 'Which subscription is meant?', `Write meshwatch subscriptions ${word} <name>.`)
      if (word === 'remove') return [await mesh.unsubscribe(name)]
      if (products === undefined || to === undefined)
        throw new MeshError('USAGE', 'A subscription says what is wanted, and where.', "Write --products 'finance.*' --to '#board'.")
      return [await mesh.subscribe({ name, products, to, by, ...(severity === undefined ? {} : { from: severity }) })]
    }
    print(shell, format, await act(), subscriptionLine, 'nobody has subscribed')
    return EXIT.fine
  })
}

function print<A>(
  shell: Shell,
  format: Common['format'],
  answers: readonly A[],
  line: (one: A, paint: Paint) => string,
  none: string,
): void {
  if (format === 'json') shell.out(JSON.stringify(answers, null, 2))
  else shell.out(answers.length === 0 ? none : answers.map((one) => line(one, shell.paint)).join('\n'))
}

function edgeLine({ from, to, by }: EdgeAnswer, paint: Paint): string {
  return `${from} → ${to}${paint.faint(by === undefined ? '' : `  (${by})`)}`
}

function subscriptionLine({ name, products, to, from, by }: SubscriptionAnswer, paint: Paint): string {
  return `${name}: ${products} to ${to}, from ${from}${paint.faint(by === undefined ? '  (configuration)' : `  (${by})`)}`
}

function routesText({ check, type, severity, at, quiet, routes, told, escalation, affected }: RouteTestAnswer, paint: Paint): string {
  const lines = [paint.strong(`${check}: an incident of type ${type}, ${severity}, opened ${at}`)]
  const say = (heading: string, list: readonly string[]) =>
    lines.push(...list.map((line, index) => `  ${paint.faint((index === 0 ? heading : '').padEnd(11))} ${line}`))
  if (quiet !== undefined) say('quiet', [`it falls into ${quiet}: nobody is told before that is over`])
  say(
    'routes',
    routes.length === 0
      ? ['none: the channels of the product, of its domain, of the platform']
      : routes.map(({ list, place, to, fits, also, because }) => {
          const how = fits ? paint.good(also ? 'fits, and adds' : 'fits, and decides') : because
          return `${list === 'contract' ? 'contract' : 'configuration'} ${place}: ${to.join(', ')}: ${how}`
        }),
  )
  say(
    'told',
    told.length === 0
      ? [paint.bad('nobody: no receiver has a place for it')]
      : told.map(({ receiver, channels, notBefore }) => {
          const places = channels.map(({ address, from }) => `${address} (${from})`).join(', else ')
          return `${receiver}${places === '' ? '' : ` ${places}`}${notBefore === undefined ? '' : `, not before ${notBefore}`}`
        }),
  )
  say('escalation', escalation.length === 0 ? ['none'] : escalation.map(({ when, to }) => `${when}, while nobody takes care of it: ${to}`))
  say(
    'affected',
    affected.length === 0
      ? ['nobody is told']
      : affected.map(({ receiver, address, products }) => `${receiver} ${address}: ${products.join(', ')}`),
  )
  return lines.join('\n')
}
