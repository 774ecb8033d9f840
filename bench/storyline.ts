/**
 * Packly's storyline: three weeks in which eleven things go wrong and a few only look odd, played on the real application, and held against
 * what people should have been told. `npm run bench -- storyline`.
 */
import { marksOf } from '../tests/replay/packly/marks.ts'
import { playPackly } from '../tests/replay/packly/play-packly.ts'

export async function run(): Promise<unknown> {
  const { seconds, ...played } = await playPackly()
  return { seconds, messages: played.messages.length, ...marksOf(played) }
}
