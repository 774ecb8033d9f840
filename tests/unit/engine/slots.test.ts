import { describe, expect, test } from 'vitest'
import { createSequence, createSlots, within } from '../../../src/engine/slots.ts'
import { createStoryClock } from '../../../src/surface/demo/story-clock.ts'

/** A job that ends when it is told to. */
function job() {
  let end = () => {}
  let begun = false
  const over = new Promise<void>((done) => (end = done))
  const run = () => {
    begun = true
    return over
  }
  return { run, end: () => end(), begun: () => begun }
}

const turn = () => new Promise((next) => setImmediate(next))

describe('slots', () => {
  test('so many at once, the rest in their order', async () => {
    const slots = createSlots(() => 2)
    const jobs = [job(), job(), job(), job()]
    const all = jobs.map((one) => slots.run(one.run))
    await turn()
    expect(jobs.map((one) => one.begun())).toEqual([true, true, false, false])
    expect(slots.waiting).toBe(2)
    jobs[1]?.end()
    await turn()
    expect(jobs.map((one) => one.begun())).toEqual([true, true, true, false])
    for (const one of jobs) one.end()
    await Promise.all(all)
    expect(slots.waiting).toBe(0)
  })

  test('who comes just as a slot is freed does not make one too many', async () => {
    const slots = createSlots(() => 1)
    let busy = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++busy)
      await turn()
      busy--
    }
    const gate = job()
    const first = slots.run(gate.run)
    const second = slots.run(work)
    await turn()
    gate.end()
    const late = Array.from({ length: 5 }, (_, hops) => hop(hops).then(() => slots.run(work)))
    await Promise.all([first, second, ...late])
    expect(most).toBe(1)
  })

  test('a failed job gives its slot back', async () => {
    const slots = createSlots(() => 1)
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(slots.run(async () => 'yes')).resolves.toBe('yes')
  })

  test('a reload that gives more slots is followed', async () => {
    let size = 1
    const slots = createSlots(() => size)
    const jobs = [job(), job(), job()]
    const all = jobs.map((one) => slots.run(one.run))
    size = 3
    jobs[0]?.end()
    await turn()
    expect(jobs.map((one) => one.begun())).toEqual([true, true, true])
    for (const one of jobs) one.end()
    await Promise.all(all)
  })
})

async function hop(count: number): Promise<void> {
  for (let hops = 0; hops < count; hops++) await undefined
}

test('a sequence runs one after the other, and goes on after a failure', async () => {
  const inTurn = createSequence()
  const steps: string[] = []
  const step = (name: string) => async () => {
    steps.push(`${name} begins`)
    await turn()
    steps.push(`${name} ends`)
  }
  const broken = inTurn(() => Promise.reject(new Error('no')))
  await Promise.all([broken.catch(() => undefined), inTurn(step('a')), inTurn(step('b'))])
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})

describe('a deadline', () => {
  const clockOf = () => createStoryClock(0, async () => void (await turn()))

  test('ends the work when its time is over, and says what is left until then', async () => {
    const clock = clockOf()
    const left: number[] = []
    const work = within(clock, 100, undefined, (until) => {
      left.push(until.left())
      return new Promise((_, fail) =>
        until.signal.addEventListener('abort', () => {
          left.push(until.left())
          fail(until.signal.reason)
        }),
      )
    })
    work.catch(() => undefined)
    await clock.moveTo(100)
    await expect(work).rejects.toThrow('the time for this work is over')
    expect(left).toEqual([100, 0])
  })

  test('leaves no alarm behind when the work is done in time', async () => {
    const clock = clockOf()
    let signal: AbortSignal | undefined
    await within(clock, 100, undefined, async (until) => {
      signal = until.signal
    })
    await clock.moveTo(1_000)
    expect(signal?.aborted).toBe(false)
  })

  test('is over at once when the work was called off before it began', async () => {
    const cancelled = AbortSignal.abort(new Error('stopping'))
    expect(await within(clockOf(), 100, cancelled, async ({ signal }) => signal.aborted)).toBe(true)
  })
})
