import { expect, test } from 'vitest'
import { ROUTING_KEY, startStrictPagerduty } from '../../support/strict-pagerduty.ts'
import { contractOf, type Promises } from '../contract-text.ts'
import { openStory, type Story, type StoryGiven } from '../story.ts'

const START = '2026-11-18T10:00:00Z'
const HEADLINE = 'shop.orders/orders: data is late (updated_at)'

async function late(escalate: readonly object[], given: Partial<StoryGiven> = {}, promises: Promises = {}) {
  return openStory({
    start: START,
    contracts: { orders: contractOf('orders', { latency: 15, ...promises }) },
    loaded: ['orders'],
    ...given,
    defaults: { incidents: { escalate }, ...given.defaults },
  })
}

async function take({ app, incidents }: Story): Promise<void> {
  const [incident] = await incidents()
  await app.act({ incident: incident?.id ?? '', do: 'acknowledge', by: 'ada' })
}

async function withPager() {
  const pager = await startStrictPagerduty()
  const notifiers = { pager: { type: 'pagerduty', routingKey: ROUTING_KEY, url: pager.url, allowPrivate: true } }
  const states = () => [...pager.alerts.values()].map(({ state }) => state)
  return { pager, notifiers, states }
}

test('what nobody takes care of goes to a second channel, which hears the end; the thread of the owner says where it went', async () => {
  const story = await late([{ after: '30m', to: '#oncall' }])
  await story.at('10:20')
  await story.at('10:44')
  expect(story.told('#oncall')).toEqual([])
  await story.at('10:48')
  expect(story.told('#oncall')).toEqual([HEADLINE])
  expect(story.roots('#oncall')[0]).toContain('Nobody takes care of it since 30 min 6 s, so it goes to #oncall')
  expect(story.told('#shop').at(-1)).toMatch(/^> Escalated: Nobody takes care of it since 30 min 6 s, so it goes to #oncall: /)
  await story.load('orders')
  await story.at('10:50')
  expect(story.told('#oncall')).toEqual([HEADLINE, `edit: ${HEADLINE}`, expect.stringMatching(/^> Resolved/)])
})

test('who takes it stops the escalation, and where it was escalated to hears who it is', async () => {
  const story = await late([
    { after: '30m', to: '#oncall' },
    { after: '1h', to: '#heads' },
  ])
  await story.at('10:50')
  await take(story)
  await story.at('12:30')
  expect(story.told('#oncall').at(-1)).toBe('> Acknowledged: Ada takes care of it.')
  expect(story.told('#heads')).toEqual([])
})

test('whoever takes it before the first step keeps everybody else in peace, up to the end', async () => {
  const story = await late([{ after: '30m', to: '#oncall' }])
  await story.at('10:20')
  await take(story)
  await story.at('11:30')
  await story.load('orders')
  await story.at('11:32')
  expect(story.told('#oncall')).toEqual([])
})

test('a person is called by name where the owner is told, and the channel sees it too', async () => {
  const story = await late([{ after: '30m', to: '@U0ADA' }])
  await story.at('10:48')
  expect(story.told('#shop').at(-1)).toMatch(/^> <@U0ADA> Escalated: Nobody takes care of it since 30 min/)
  expect(story.slack.accepted.at(-1)?.args.reply_broadcast).toBeTruthy()
})

test('a person is called in the night, although the desk is told no more than that before the morning', async () => {
  const routes = [{ match: { time: 'Mon-Fri 11:30-18:00' }, to: '#desk', defer: true }]
  const story = await late([{ after: '30m', to: '@U0ADA' }], { config: { routes } })
  await story.at('10:30')
  expect(story.told('#desk')).toEqual([])
  await story.at('10:48')
  expect(story.told('#desk')[0]).toBe(HEADLINE)
  expect(story.told('#desk').at(-1)).toMatch(/^> <@U0ADA> Escalated/)
  await story.load('orders')
  await story.at('10:52')
  expect(story.told('#desk').at(-1)).toMatch(/^> Resolved/)
  await story.at('11:35')
  expect(story.told('#desk').filter((line) => line === HEADLINE)).toHaveLength(1)
})

test('the pager that an escalation names is silent until then, and is quiet again when it is over', async () => {
  const { pager, notifiers, states } = await withPager()
  const story = await late([{ after: '30m', to: 'pager' }], { notifiers })
  await story.at('10:44')
  expect(pager.calls).toEqual([])
  await story.at('10:48')
  expect(states()).toEqual(['triggered'])
  await take(story)
  await story.at('10:50')
  expect(states()).toEqual(['acknowledged'])
  await story.load('orders')
  await story.at('10:55')
  expect(states()).toEqual(['resolved'])
  expect(pager.calls).toHaveLength(3)
  await pager.close()
})

test('what ends before the step is never told to the pager', async () => {
  const { pager, notifiers } = await withPager()
  const story = await late([{ after: '30m', to: 'pager' }], { notifiers })
  await story.at('10:30')
  await story.load('orders')
  await story.at('10:35')
  expect(story.told('#shop').at(-1)).toMatch(/^> Resolved/)
  expect(pager.calls).toEqual([])
  await pager.close()
})

test('a route may page at once what is critical, and the escalation is then no second page', async () => {
  const { pager, notifiers, states } = await withPager()
  const routes = [{ match: { severity: 'critical' }, to: 'pager', also: true }]
  const story = await late([{ after: '30m', to: 'pager' }], { notifiers, config: { routes } }, { words: { severity: 'critical' } })
  await story.at('10:20')
  expect(states()).toEqual(['triggered'])
  await story.at('10:48')
  expect([...pager.alerts.values()].map(({ events }) => events.length)).toEqual([2])
  await story.load('orders')
  await story.at('10:50')
  expect(states()).toEqual(['resolved'])
  await pager.close()
})

test('steps are counted by looks that fail as well', async () => {
  const story = await late([{ failures: 5, to: '#oncall' }])
  await story.at('10:18')
  expect(story.told('#oncall')).toEqual([])
  await story.at('10:23')
  expect(story.told('#oncall')).toEqual([HEADLINE])
})

test('what comes back after its end begins with the first step again, in the message that is there', async () => {
  const story = await late([{ after: '10m', to: '#oncall' }])
  await story.at('10:28')
  await story.load('orders')
  await story.at('10:32')
  await story.at('10:47')
  expect(story.told('#oncall').at(-1)).toMatch(/^> Unstable/)
  await story.at('11:00')
  expect(story.told('#oncall').filter((line) => line === HEADLINE)).toHaveLength(1)
  expect(story.told('#oncall').at(-1)).toMatch(/^> Escalated: Nobody takes care of it since 10 min/)
})

test('where the second channel takes no message the platform hears of it instead', async () => {
  const story = await late([{ after: '30m', to: '#oncall' }], { slack: { archived: ['oncall'], channels: ['shop', 'platform', 'oncall'] } })
  await story.at('10:50')
  expect(story.roots('#platform').some((text) => /Meant for \*#oncall\*/.test(text))).toBe(true)
})

test('what was escalated before a restart is not escalated again after it, and hears its end', async () => {
  const story = await late([{ after: '30m', to: '#oncall' }])
  await story.at('10:48')
  await story.restart()
  await story.at('10:55')
  await story.load('orders')
  await story.at('10:58')
  expect(story.told('#oncall')).toEqual([HEADLINE, `edit: ${HEADLINE}`, expect.stringMatching(/^> Resolved/)])
})

test('escalating to the channel of the owner is news in its thread and no second message', async () => {
  const story = await late([{ after: '30m', to: '#shop' }])
  await story.at('10:50')
  expect(story.told('#shop').filter((line) => line === HEADLINE)).toHaveLength(1)
  expect(story.told('#shop').at(-1)).toMatch(/^> Escalated/)
})
