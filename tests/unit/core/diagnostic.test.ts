import { expect, it } from 'vitest'
import { type Diagnostic, formatDiagnostic } from '../../../src/core/diagnostic.ts'

const finding: Diagnostic = {
  severity: 'error',
  code: 'unknown-key',
  message: 'unknown key "statuss"',
  hint: 'did you mean "status"?',
  file: 'monitors/sales/orders.odcs.yaml',
  line: 4,
  column: 1,
  path: 'statuss',
}

it('prints a finding on one line that editors can jump to', () => {
  expect(formatDiagnostic(finding)).toBe(
    'monitors/sales/orders.odcs.yaml:4:1 error unknown-key unknown key "statuss" (did you mean "status"?)',
  )
})

it('leaves the parentheses out where there is no hint', () => {
  const { hint: _, ...bare } = finding
  expect(formatDiagnostic({ ...bare, severity: 'gap' })).toBe('monitors/sales/orders.odcs.yaml:4:1 gap unknown-key unknown key "statuss"')
})
