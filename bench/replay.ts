/**
 * Detection quality on real history: the replay of Italy's three tables, scored, with its time. `npm run bench -- replay`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replayItaly, scoredForm, scoreItaly } from '../tests/replay/italy.ts'
import { dataFolder } from '../tests/support/data.ts'

export async function run(): Promise<unknown> {
  const folder = join(dataFolder, 'replay', 'italy-dpc')
  const { incidents, probes, seconds } = await replayItaly(folder)
  const place = await mkdtemp(join(tmpdir(), 'meshwatch-score-'))
  try {
    await writeFile(join(place, 'incidents.json'), JSON.stringify(scoredForm(incidents)))
    const score = scoreItaly(folder, join(place, 'incidents.json'))
    return { probes, seconds: Math.round(seconds), millisecondsPerProbe: Math.round((1_000 * seconds) / probes), goalSeconds: 180, score }
  } finally {
    await rm(place, { recursive: true })
  }
}
