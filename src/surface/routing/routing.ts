/** What people add to the lineage, and who subscribes. The same behind the command line, the library and the API. */
import type { Config } from '../../config/config.ts'
import { type Clock, isoTime } from '../../core/calendar/time.ts'
import { MeshError } from '../../core/errors.ts'
import type { Mesh } from '../../core/mesh.ts'
import type { ProductId, Severity } from '../../core/names.ts'
import { type AddedEdge, assertEdge } from '../../core/routing/additions.ts'
import { isNamed } from '../../core/routing/pattern.ts'
import type { Subscription } from '../../core/routing/routes.ts'
import type { Store } from '../../core/store.ts'

/** `to` is made from `from`. Who added it, and when, where the files do not say it. */
export interface EdgeAnswer {
  readonly from: ProductId
  readonly to: ProductId
  readonly by?: string
  readonly at?: string
}

export interface SubscriptionAnswer extends Omit<Subscription, 'at'> {
  readonly at?: string
}

export interface SubscribeOptions {
  /** One of the same name is replaced. */
  readonly name: string
  /** Selector of products. */
  readonly products: string
  /** A channel such as `#board`, or the name of a notifier. */
  readonly to: string
  /** Least severity (medium). */
  readonly from?: Severity
  readonly by: string
}

export interface RoutingFace {
  /** All direct edges between products, those of contracts and those that people added. */
  lineage(): Promise<readonly EdgeAnswer[]>
  /** Throws MeshError NOT_FOUND for unknown products, and USAGE for an edge that closes a circle. */
  addEdge(edge: { readonly from: ProductId; readonly to: ProductId; readonly by: string }): Promise<EdgeAnswer>
  /** Throws MeshError NOT_FOUND where people added no such edge; those of contracts are taken out there. */
  removeEdge(edge: { readonly from: ProductId; readonly to: ProductId }): Promise<EdgeAnswer>
  subscriptions(): Promise<readonly SubscriptionAnswer[]>
  /** Throws MeshError USAGE for a name that the configuration has taken, and NOT_FOUND where no product is meant. */
  subscribe(options: SubscribeOptions): Promise<SubscriptionAnswer>
  /** Throws MeshError NOT_FOUND where nobody added one of this name. */
  unsubscribe(name: string): Promise<SubscriptionAnswer>
}

export interface RoutingGiven {
  readonly clock: Clock
  readonly mesh: () => Mesh
  readonly config: () => Config
  readonly store: Store
  /** What people added has changed, and counts from now on. */
  changed(): Promise<void>
}

export function createRouting({ clock, mesh, config, store, changed }: RoutingGiven): RoutingFace {
  return {
    async lineage() {
      const added = await store.edges()
      return [...mesh().products.values()].flatMap(({ id, dependsOn }) =>
        dependsOn.map((from) => {
          const one = added.find((edge) => edge.from === from && edge.to === id)
          return one ? edgeAnswer(one) : { from, to: id }
        }),
      )
    },
    async addEdge({ from, to, by }) {
      assertEdge(mesh(), from, to)
      if (mesh().products.get(to)?.dependsOn.includes(from)) throw new MeshError('USAGE', `${to} is made from ${from} already.`)
      const edge = { from, to, by: named(by), at: clock.now() }
      await store.addEdge(edge)
      await changed()
      return edgeAnswer(edge)
    },
    async removeEdge({ from, to }) {
      const edge = (await store.edges()).find((one) => one.from === from && one.to === to)
      if (edge === undefined || !(await store.removeEdge(edge)))
        throw new MeshError(
          'NOT_FOUND',
          `Nobody added that ${to} is made from ${from}.`,
          'What contracts say is taken out of the contract.',
        )
      await changed()
      return edgeAnswer(edge)
    },
    async subscriptions() {
      const own = config().subscriptions
      const added = (await store.subscriptions()).filter(({ name }) => !own.some((one) => one.name === name))
      return [...own, ...added].map(subscriptionAnswer)
    },
    async subscribe({ name, products, to, from = 'medium', by }) {
      if (name.trim() === '' || to.trim() === '') throw new MeshError('USAGE', 'A subscription has a name and a place to be told.')
      if (config().subscriptions.some((one) => one.name === name))
        throw new MeshError('USAGE', `The configuration has a subscription ${name}.`, 'Choose another name, or change it there.')
      if (![...mesh().products.keys()].some((id) => isNamed(id, products)))
        throw new MeshError('NOT_FOUND', `No product is called ${products}.`, 'Name products as <domain>.<product>; * stands for any text.')
      const subscription = { name, products, to, from, by: named(by), at: clock.now() }
      await store.subscribe(subscription)
      await changed()
      return subscriptionAnswer(subscription)
    },
    async unsubscribe(name) {
      const found = (await store.subscriptions()).find((one) => one.name === name)
      if (found === undefined || !(await store.unsubscribe(name)))
        throw new MeshError('NOT_FOUND', `Nobody added a subscription ${name}.`, 'One of the configuration is taken out there.')
      await changed()
      return subscriptionAnswer(found)
    },
  }
}

function named(by: string): string {
  const name = by.trim()
  if (name === '') throw new MeshError('USAGE', 'Somebody has to say it.', 'Name who.')
  return name
}

function edgeAnswer({ from, to, by, at }: AddedEdge): EdgeAnswer {
  return { from, to, by, at: isoTime(at) }
}

function subscriptionAnswer({ at, ...rest }: Subscription): SubscriptionAnswer {
  return { ...rest, ...(at === undefined ? {} : { at: isoTime(at) }) }
}
