/**
 * What may be written in `meshwatch.yaml`. The descriptions are the reference: docs/reference/configuration.md and the JSON Schema
 * are made from them. What stands below a source or notifier beside the keys named here belongs to its adapter (see adapters.ts).
 */
import * as z from 'zod'
import { incidentWords } from '../contracts/incidents/incident-words.ts'
import { DOMAIN_NAME } from '../contracts/registry/walk.ts'
import { INCIDENT_TYPES, routeList, severityWord } from '../contracts/routing/route-words.ts'
import { DAY, MINUTE, SECOND } from '../core/calendar/time.ts'
import { announced, holidays } from './calendar-words.ts'
import { windowWords } from './window-words.ts'
import { alarm, count, duration, history, secret, share, zone } from './words.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/
const RETENTION = 90 * DAY
const channel = z.string().min(1)

const inherited = {
  interval: duration.optional().describe('how often a dataset is probed (5m)'),
  profile: duration.optional().describe('how often the distribution of its fields is measured (1h)'),
  openAfter: count.optional().describe('failures in a row that open an incident (1)'),
  resolveAfter: count.optional().describe('passes in a row that end it (1)'),
  unknownAfter: count.optional().describe('failed looks in a row that open a monitoring incident (3)'),
  severity: z
    .enum(['critical', 'high', 'medium', 'low'])
    .optional()
    .describe('severity where the contract names none: critical, high, medium or low (medium)'),
  incidents: incidentWords.optional().describe('how long things last in the life of an incident'),
  alertBudget: z
    .union([count, z.literal(false).transform(() => 0)])
    .optional()
    .describe('messages about new incidents that a channel gets in a week before those below high wait for a daily digest, or false (30)'),
  learn: z.boolean().optional().describe('learn a band where the contract gives no limit (true)'),
  alarm: alarm.optional().describe('score from which a learned value is an anomaly; about 1 usual value in 800 reaches (2.9)'),
  leastChange: share
    .optional()
    .describe('learned bands let pass a change below this share of what is expected, such as 10%; each kind of series has its own'),
  leastRows: count.optional().describe('learned bands let pass a change of fewer rows than this; each kind of series has its own'),
  sampleAbove: count.optional().describe('rows above which the profile is taken from a sample (1000000)'),
  schemaHold: duration.optional().describe('how long an unannounced schema change is held open before it is the new normal (1d)'),
  history: history
    .optional()
    .describe('how far back the first look at a time field counts, at most 400d; 60 days where rows are counted per day, 28 per hour'),
}

/** Ids as their tool gives them: what people call themselves they can change. */
const people = z.array(z.string().regex(/^[UWS][A-Z0-9]{2,30}$/, 'people are named by their Slack id (U…), groups by theirs (S…)')).min(1)

const domainName = z.string().regex(DOMAIN_NAME, 'a domain is named with letters, digits, - and _')

const domainSettings = z.strictObject(inherited)

const defaults = z.strictObject({
  ...inherited,
  timezone: zone.optional().describe('zone of cron expressions, deadlines and days (UTC)'),
  channel: channel.optional().describe('where problems are told that no product or domain has a channel for'),
  holidays: holidays.optional().describe('whose holidays are special days: DE, DE-BY, or with the keys below; without it no day is'),
})

const domain = z.strictObject({
  team: z.string().optional().describe('the team that owns the products of the domain'),
  owner: z.string().optional().describe('who answers for a product whose contract names nobody'),
  channel: channel.optional().describe('where problems of its products are told, unless the contract says'),
  members: people
    .optional()
    .describe(
      'Slack ids of people (U…) and user groups (S…) who may act on its incidents; everybody may where no members and admins are named',
    ),
  timezone: zone.optional().describe('zone of its cron expressions, deadlines and days'),
  holidays: holidays.optional().describe('its holidays, before the general ones: DE, DE-BY, none, or with the keys below'),
  defaults: domainSettings.optional().describe('settings of its products; they stand before the general defaults'),
})

const effects = z.strictObject({
  from: z
    .union([severityWord, z.literal('never')])
    .default('medium')
    .describe('least severity that consumers hear of, or never (medium)'),
  types: z.array(z.enum(INCIDENT_TYPES)).min(1).optional().describe('kinds of trouble that they hear of (all but monitoring)'),
})

const subscription = z.strictObject({
  name: z.string().min(1).max(80).describe('what it is called; each once'),
  products: z.string().min(1).describe('products, * for any text, several with commas'),
  to: z.string().min(1).describe('a channel such as #ceo-board or mail:team@example.com, or the name of a notifier'),
  from: severityWord.default('medium').describe('least severity (medium)'),
})

/** The address of the state may hold a password, so it is a secret that is looked into here once. */
const storeUrl = secret.transform((url, context) => {
  const text = url.reveal()
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(text)?.[1]
  if (path !== undefined) return { kind: 'sqlite' as const, path }
  if (/^postgres(ql)?:\/\/./.test(text)) return { kind: 'postgres' as const, url }
  const hint = 'write sqlite:./meshwatch.db or postgres://user@host/database'
  context.addIssue({ code: 'custom', message: 'no kind of store has such an address', params: { code: 'unknown-store', hint } })
  return z.NEVER
})

const storeOptions = z.strictObject({
  url: storeUrl.describe('where the state is kept: sqlite:FILE or postgres://…'),
  retention: duration.default(RETENTION).describe('how long raw measurements are kept (90d)'),
})

/** Of a source, the part that is the same for every connector. */
export const sourceFrame = z.object({
  type: z.string().describe('the kind of connector'),
  concurrency: count.default(2).describe('statements that may run there at once (2)'),
  timeout: duration.default(30 * SECOND).describe('the longest that one statement may take (30s)'),
})

export const notifierFrame = z.object({ type: z.string().describe('the kind of notifier') })

export const configSchema = z.strictObject({
  registry: z.string().min(1).default('./monitors').describe('folder of the contracts, one folder per domain (./monitors)'),
  store: z
    .union([storeUrl.transform((url) => ({ url, retention: RETENTION })), storeOptions])
    .default({ url: { kind: 'sqlite', path: './meshwatch.db' }, retention: RETENTION })
    .describe('where the state is kept, as text or with the keys below (sqlite:./meshwatch.db)'),
  sources: z.record(z.string(), sourceFrame.loose()).default({}).describe('places where datasets live, named as servers in contracts'),
  domains: z.record(domainName, domain).default({}).describe('the business areas, named as the folders of the registry'),
  notifiers: z.record(z.string(), notifierFrame.loose()).default({}).describe('ways to tell people'),
  admins: people.optional().describe('Slack ids of people (U…) and user groups (S…) of the platform team, who may act on all incidents'),
  http: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('address to listen on; any other than loopback needs a token (127.0.0.1)'),
      port: z.int().min(0).max(65_535).default(9464).describe('port to listen on (9464)'),
      token: secret.optional().describe('bearer token that callers must send'),
      writeToken: secret
        .optional()
        .describe(
          'bearer token that callers must send to change something, such as to teach a check; without it, the API can only be read',
        ),
      publicUrl: z.url().optional().describe('address under which people reach it, for links in messages'),
    })
    .superRefine(({ host, token, writeToken }, context) => {
      for (const [key, one] of Object.entries({ token, writeToken })) {
        if (one?.reveal() !== '') continue
        context.addIssue({
          code: 'custom',
          path: [key],
          message: 'the token is empty',
          params: { code: 'open-door', hint: 'anyone could send it' },
        })
      }
      if (writeToken !== undefined && writeToken.reveal() === token?.reveal()) {
        const message = 'the token for writing is the one for reading'
        const params = { code: 'open-door', hint: 'give it another value: whoever may read could write' }
        context.addIssue({ code: 'custom', path: ['writeToken'], message, params })
      }
      if (token !== undefined || LOOPBACK.test(host)) return
      const message = `${JSON.stringify(host)} can be reached from other machines, and no token is set`
      const hint = 'set token or tokenFile, or listen on 127.0.0.1'
      context.addIssue({ code: 'custom', path: ['host'], message, params: { code: 'open-door', hint } })
    })
    .prefault({})
    .describe('metrics, API and pages'),
  calendar: z.array(announced).default([]).describe('days that the mesh announces: special days, and days without alarms'),
  routes: routeList
    .default([])
    .describe('where incidents are told: the first that fits decides, before the channels of product and domain'),
  effects: effects.prefault({}).describe('what those hear who depend on a product'),
  subscriptions: z.array(subscription).default([]).describe('who wants to hear that a product is affected, and when that is over'),
  heartbeat: z
    .strictObject({
      url: secret
        .refine((url) => /^https?:$/.test(URL.parse(url.reveal())?.protocol ?? ''), {
          error: 'expected an address that begins with https://',
        })
        .describe('where a sign of life is sent, such as a check of healthchecks; asked with GET'),
      every: duration.default(MINUTE).describe('how often (1m)'),
      allowPrivate: z.boolean().default(false).describe('whether the address may lie in a private network or on this machine (false)'),
    })
    .optional()
    .describe('a sign of life to an address outside, sent only while scheduler, store and outbox all move'),
  windows: z.array(windowWords).default([]).describe('times in which nobody is alarmed, nothing is learned and nothing is promised'),
  defaults: defaults.prefault({}).describe('settings of all products'),
})

export type ConfigWords = z.output<typeof configSchema>
export type SettingWords = z.output<typeof domainSettings>
