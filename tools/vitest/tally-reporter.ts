/**
 * Ends a test run with one line, `N passed, N failed`, that a machine can read.
 * Where CI is set, a test that did not run counts as failed: a green build must mean that everything was looked at.
 */
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

/** Counts what happened; a file that could not be loaded and an error outside of any test are one failure each. */
export function tally(modules: Iterable<TestModule>, errorsOutside: number): Tally {
  let passed = 0
  let failed = errorsOutside
  const skipped: string[] = []
  for (const module of modules) {
    if (module.errors().length > 0) failed++
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') passed++
      else if (state === 'failed') failed++
      else skipped.push(`${module.relativeModuleId}: ${test.fullName}`)
    }
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failed++
  }
  return { passed, failed, skipped }
}

/** The last line of a run. `strict` is how CI counts: what was skipped has failed. */
export function lastLine(result: Tally, strict: boolean): string {
  return `${result.passed} passed, ${result.failed + (strict ? result.skipped.length : 0)} failed`
}

export function tallyReporter(strict: boolean): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason) {
      const result = tally(modules, errors.length)
      const unfinished: Tally = reason === 'interrupted' ? { ...result, failed: result.failed + 1 } : result
      for (const name of result.skipped) process.stdout.write(`${strict ? 'failed, because it was skipped' : 'skipped'}: ${name}\n`)
      if (strict && result.skipped.length > 0) process.exitCode = 1
      // After this hook vitest's own summary has been printed; leaving is the only later moment.
      process.once('exit', () => process.stdout.write(`${lastLine(unfinished, strict)}\n`))
    },
  }
}
