/** `meshwatch plan`: what watching would cost the sources, for people and as JSON. */
import type { CostAnswer, DatasetPlanAnswer, PlanAnswer } from '../planning.ts'
import type { Paint } from './paint.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'

export interface PlanArguments {
  readonly config: string
  readonly format: 'text' | 'json'
}

export async function planCommand(shell: Shell, select: string | undefined, { config, format }: PlanArguments): Promise<Exit> {
  const mesh = await shell.open(config)
  try {
    const answer = await mesh.plan({ ...(select === undefined ? {} : { select }), cancel: shell.cancel })
    shell.out(format === 'json' ? JSON.stringify(answer, null, 2) : planText(answer, shell.paint))
    return answer.datasets.every(({ state }) => state === 'present') ? EXIT.fine : EXIT.unmeasured
  } finally {
    await mesh.close()
  }
}

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export function planText({ datasets, total }: PlanAnswer, paint: Paint): string {
  const lines = datasets.flatMap((dataset) => [...linesOf(dataset, paint), ''])
  return [
    ...lines,
    paint.strong(`${many(datasets.length, 'dataset')}`),
    `  first look  ${costText(total.first)}`,
    `  each day    ${costText(total.daily)}`,
    paint.faint('Row counts are those of the catalog. With an index on the time field far fewer rows are read for spans of time.'),
  ].join('\n')
}

function linesOf({ product, dataset, checks, state, detail, rows, first, daily }: DatasetPlanAnswer, paint: Paint): readonly string[] {
  const name = paint.strong(`${product}/${dataset}`)
  if (!first || !daily) return [`${name}  ${paint.doubtful(detail ?? state)}`]
  const size = rows === undefined ? 'the catalog does not tell how many rows' : many(rows, 'row')
  const back = first.days === undefined ? '' : `, ${many(first.days, 'day')} back by ${first.timeField}`
  return [
    `${name}  ${paint.faint(`${size}, ${many(checks, 'check')}`)}`,
    `  first look  ${costText(first)}${back}`,
    `  each day    ${many(daily.visits, 'visit')}, ${costText(daily)}`,
  ]
}

/** Without a row count the passes stand for it. */
function costText({ statements, rows, rowsOfSpans = 0, passes = 0 }: CostAnswer & { readonly passes?: number }): string {
  const spans = rowsOfSpans > 0 ? ` (${NUMBER.format(rowsOfSpans)} of them for spans of time)` : ''
  const read = rows === undefined ? many(Math.ceil(passes), 'pass', 'passes') : `at most ${many(rows, 'row')} read${spans}`
  return `${many(statements, 'statement')}, ${read}`
}

function many(count: number, what: string, plural = `${what}s`): string {
  return `${NUMBER.format(count)} ${count === 1 ? what : plural}`
}
