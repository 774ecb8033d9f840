/** `meshwatch why` and `meshwatch teach`: one check explained, and told what it should think of a moment. */

import { spellMoment } from '../../checks/words.ts'
import { MeshError } from '../../core/errors.ts'
import { VERBS, type Verb } from '../../core/teaching.ts'
import type { MeshHandle } from '../handle.ts'
import type { TeachingAnswer, WhyAnswer } from '../why/answer.ts'
import { chartOf } from '../why/picture.ts'
import { withMesh } from './commands.ts'
import type { Paint } from './paint.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'

export interface WhyArguments {
  readonly config: string
  readonly format: 'text' | 'json' | 'svg'
  readonly at?: string
  readonly series?: string
  readonly out?: string
}

/** A file whose name ends with .svg gets the picture. */
export async function whyCommand(shell: Shell, check: string, { config, format, at, series, out }: WhyArguments): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const answer = await mesh.why(check, { ...(at !== undefined && { at }), ...(series !== undefined && { series }) })
    const form = format === 'text' && out?.endsWith('.svg') ? 'svg' : format
    const text = form === 'svg' ? chartOf(answer, series) : form === 'json' ? JSON.stringify(answer, null, 2) : whyText(answer, shell.paint)
    if (out === undefined) shell.out(text)
    else if (await shell.writeNew(out, text)) shell.err(`wrote ${out}\n`)
    else throw new MeshError('USAGE', `${out} is there already.`, 'Nothing was written; name another file, or move this one away.')
    return EXIT.fine
  })
}

export const TEACH_WORDS = [...VERBS, 'list'] as const

export interface TeachArguments {
  readonly config: string
  readonly format: 'text' | 'json'
  readonly at?: string
  readonly from?: string
  readonly to?: string
  readonly by?: string
  readonly note?: string
  readonly undo?: boolean
}

export async function teachCommand(
  shell: Shell,
  word: Verb | 'list',
  check: string | undefined,
  { config, format, undo, ...lesson }: TeachArguments,
): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const print = (answer: TeachingAnswer | readonly TeachingAnswer[], text: string) =>
      shell.out(format === 'json' ? JSON.stringify(answer, null, 2) : text)
    if (word === 'list') {
      const taught = await mesh.teachings(check)
      print(taught, taught.length === 0 ? 'nothing was taught' : taught.map((one) => teachingLine(one, mesh)).join('\n'))
      return EXIT.fine
    }
    if (check === undefined) throw new MeshError('USAGE', 'Which check is meant?', `Write meshwatch teach ${word} <check>.`)
    const { by = shell.user, at = lesson.from } = lesson
    const answer = undo
      ? await mesh.unteach({ check, verb: word, ...(at === undefined ? {} : { at }) })
      : await mesh.teach({ ...lesson, check, verb: word, by })
    print(answer, `${undo ? 'taken back' : 'taught'}: ${teachingLine(answer, mesh)}`)
    await lookAgain(shell, mesh, answer.check)
    return EXIT.fine
  })
}

/** What was taught counts from the next judgement on, so there is one at once. It may fail: the next one comes by itself. */
async function lookAgain(shell: Shell, mesh: MeshHandle, check: string): Promise<void> {
  try {
    const { verdicts } = await mesh.check({ select: check, cancel: shell.cancel })
    for (const { state, reason } of verdicts) shell.err(`judged again: ${state}; ${reason}\n`)
  } catch (error) {
    if (!(error instanceof MeshError)) throw error
    shell.err(`it could not be judged again at once: ${error.message}\n`)
  }
}

function teachingLine({ check, verb, from, to, by, at, note }: TeachingAnswer, mesh: MeshHandle): string {
  const zone = mesh.mesh.domains.get(check.slice(0, check.indexOf('.')))?.zone ?? 'UTC'
  const [begin, end, said] = [Date.parse(from), Date.parse(to), Date.parse(at)]
  const when = (moment: number): string => spellMoment(moment, zone, said)
  const span = end - begin <= 1 ? when(begin) : `${when(begin)} to ${when(end)}`
  return `${verb.padEnd(10)} ${check}, ${span} (${from}), by ${by}${note === undefined ? '' : `: “${note}”`}`
}

/** A line for each sentence behind what it is about, which is said once. */
function whyText({ check, sentences }: WhyAnswer, paint: Paint): string {
  const width = Math.max(...sentences.map(({ about }) => about.length))
  const lines = sentences.map(({ about, text }, index) => {
    const isNew = sentences[index - 1]?.about !== about
    return `  ${paint.faint((isNew ? about : '').padEnd(width))}  ${text}`
  })
  return [paint.strong(check), ...lines].join('\n')
}
