/** `meshwatch budget`: how much the channels were told, and what it was about. */
import type { BudgetAnswer } from '../budget.ts'
import { withMesh } from './commands.ts'
import type { Paint } from './paint.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'

export async function budgetCommand(
  shell: Shell,
  { config, format }: { readonly config: string; readonly format: 'text' | 'json' },
): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const answers = await mesh.budget()
    if (format === 'json') shell.out(JSON.stringify(answers, null, 2))
    else shell.out(answers.length === 0 ? 'nothing was told in seven days' : answers.map((one) => lines(one, shell.paint)).join('\n'))
    return EXIT.fine
  })
}

function lines({ receiver, channel, spent, allowed, on, keptBack, digestAt }: BudgetAnswer, paint: Paint): string {
  const of = allowed === 0 ? 'no limit' : `of ${allowed}`
  const head = paint.strong(`${receiver} ${channel}: ${spent} ${of} in seven days`)
  const about = on.map(({ on: what, messages }) => `  ${String(messages).padStart(3)}  ${what}`)
  const kept = keptBack.map(({ title, severity, since }) => `  kept back: ${title} (${severity}), since ${since}`)
  return [head, ...about, ...kept, ...(digestAt === undefined ? [] : [paint.faint(`  told in the digest of ${digestAt}`)])].join('\n')
}
