/** Run as a process of its own that a test kills: commits as fast as it can, and prints the number of each commit that is done. */

import { openStore } from '../../../src/store/index.ts'
import { incident, measurement, NOON, outboxRow, record, state, transition } from './samples.ts'
import { clock, log } from './surroundings.ts'

const [url = '', first = '0'] = process.argv.slice(2)
const store = await openStore(url, { clock, log, root: '.', mode: 'daemon' })
for (let n = Number(first); ; n++) {
  const id = `i${n}`
  await store.commit(
    record({
      measurements: [measurement(NOON + n, n)],
      states: [state('c', { streak: n })],
      incidents: [incident(id)],
      transitions: [transition(id)],
      outbox: [outboxRow(`n${n}`, id)],
    }),
  )
  process.stdout.write(`${n}\n`)
}
