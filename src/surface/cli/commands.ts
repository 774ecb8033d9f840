/** The commands that read and ask. Each answers an exit code; what goes wrong by a person's fault is thrown as a MeshError. */
import type { IncidentStatus } from '../../core/incident/incident.ts'
import type { CheckAnswer } from '../answers.ts'
import type { MeshHandle } from '../handle.ts'
import { junitXml } from './junit.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'
import { checkText, countStates, diagnosticsText, incidentsText } from './tables.ts'

export interface CheckArguments {
  readonly config: string
  readonly format: 'text' | 'json' | 'junit'
  readonly at?: string
  readonly all?: boolean
}

export async function checkCommand(shell: Shell, select: string | undefined, { config, format, at, all }: CheckArguments): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const answer = await mesh.check({
      ...(at === undefined ? {} : { at }),
      ...(select === undefined ? {} : { select }),
      cancel: shell.cancel,
      progress: (done, of) => showProgress(shell, done, of),
    })
    const broken = mesh.diagnostics.filter(({ severity }) => severity === 'error')
    if (broken.length > 0) shell.err(`${diagnosticsText(broken, shell.paint)}\n`)
    shell.out(checkForms[format](answer, shell, all ?? false))
    const { fail, unknown } = countStates(answer.verdicts)
    if (shell.cancel.aborted) shell.err('stopped before all was judged\n')
    if (fail > 0) return EXIT.failed
    if (shell.cancel.aborted) return EXIT.unmeasured
    if (broken.length > 0) return EXIT.usage
    return unknown > 0 ? EXIT.unmeasured : EXIT.fine
  })
}

const checkForms: Readonly<Record<CheckArguments['format'], (answer: CheckAnswer, shell: Shell, all: boolean) => string>> = {
  text: (answer, shell, all) => checkText(answer, shell.paint, all),
  json: (answer) => JSON.stringify(answer, null, 2),
  junit: (answer) => junitXml(answer),
}

export interface IncidentArguments {
  readonly config: string
  readonly format: 'text' | 'json'
  readonly status?: IncidentStatus
}

export async function incidentsCommand(
  shell: Shell,
  select: string | undefined,
  { config, format, status }: IncidentArguments,
): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const incidents = await mesh.incidents({ ...(status === undefined ? {} : { status }), ...(select === undefined ? {} : { select }) })
    shell.out(format === 'json' ? JSON.stringify(incidents, null, 2) : incidentsText(incidents, shell.paint))
    return EXIT.fine
  })
}

export async function validateCommand(
  shell: Shell,
  { config, format }: { readonly config: string; readonly format: 'text' | 'json' },
): Promise<Exit> {
  const { mesh, diagnostics } = await shell.load(config)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const products = [...(mesh?.products.values() ?? [])]
  if (format === 'json') {
    const listed = products.map(({ id, file, gaps, datasets }) => ({
      id,
      file,
      checks: datasets.flatMap(({ checks }) => checks.map((check) => check.id)),
      gaps,
    }))
    shell.out(JSON.stringify({ ok: errors.length === 0, products: listed, diagnostics }, null, 2))
  } else {
    if (diagnostics.length > 0) shell.out(diagnosticsText(diagnostics, shell.paint))
    const checks = products.flatMap(({ datasets }) => datasets.flatMap((dataset) => dataset.checks)).length
    const count = (severity: string) => diagnostics.filter((one) => one.severity === severity).length
    const summary = `${many(products.length, 'product')}, ${many(checks, 'check')}; ${many(errors.length, 'error')}, ${many(count('warning'), 'warning')}, ${many(count('gap'), 'gap')} that nothing monitors`
    shell.out(errors.length > 0 ? shell.paint.bad(summary) : shell.paint.good(summary))
  }
  return errors.length > 0 ? EXIT.usage : EXIT.fine
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

export async function withMesh(shell: Shell, config: string, work: (mesh: MeshHandle) => Promise<Exit>): Promise<Exit> {
  const mesh = await shell.open(config)
  try {
    return await work(mesh)
  } finally {
    await mesh.close()
  }
}

function showProgress(shell: Shell, done: number, of: number): void {
  if (!shell.watched || of < 10) return
  shell.err(`\r${shell.paint.faint(`${done} of ${of} datasets`)}${done === of ? '\n' : ''}`)
}
