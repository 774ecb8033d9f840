/** Verdicts as JUnit XML, which every CI system can show: a suite per dataset, a case per check. */
import type { CheckAnswer, VerdictAnswer } from '../answers.ts'
import { datasetOf } from './tables.ts'

export function junitXml(answer: CheckAnswer): string {
  const suites = [...Map.groupBy(answer.verdicts, datasetOf)].map(([dataset, verdicts]) => {
    const count = (states: readonly string[]) => verdicts.filter(({ state }) => states.includes(state)).length
    const head = `  <testsuite name="${escapeXml(dataset)}" tests="${verdicts.length}" failures="${count(['fail'])}" skipped="${count(['unknown'])}" errors="0" timestamp="${answer.at}">`
    return [head, ...verdicts.map(testCase), '  </testsuite>'].join('\n')
  })
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="meshwatch">', ...suites, '</testsuites>', ''].join('\n')
}

function testCase({ check, product, state, code, reason }: VerdictAnswer): string {
  const head = `    <testcase name="${escapeXml(check)}" classname="${escapeXml(product)}"`
  const text = escapeXml(reason)
  if (state === 'fail') return `${head}><failure type="${escapeXml(code)}" message="${text}"/></testcase>`
  if (state === 'unknown') return `${head}><skipped message="${text}"/></testcase>`
  return `${head}>${state === 'warn' ? `<system-out>${text}</system-out>` : ''}</testcase>`
}

/** XML has no words for control characters, so they become a question mark. */
function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?').replace(/[&<>"']/g, (sign) => names[sign] ?? sign)
}
